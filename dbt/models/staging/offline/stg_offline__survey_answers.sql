with source as (

    select
        *,
        {{ json_record('answer_item', [
            'n', 'place', 'question', 'topic', 'kind', 'answer', 'number', 'text.token',
            'text.mask'
        ]) }} as line
    from (
        select
            *,
            unnest({{ json_items('payload', '$.answers') }}) as answer_item
        from (
            {{ latest_record('offline', 'surveys', ['survey', 'submitted_at']) }}
        ) as responses
    ) as answers

),

renamed as (

    select
        -- ids
        concat(record_key, '_', line.place) as answer_id,
        record_key as response_id,

        -- protected
        line.text.token as text_token,
        line.text.mask as text_mask,

        -- strings
        record.survey as survey_name,
        line.question,
        line.topic,
        line.kind as answer_kind,
        line.answer,

        -- numerics
        try_cast(line.n as integer) as question_number,
        try_cast(line.number as decimal(18, 3)) as answer_number,

        -- timestamps
        {{ from_local('try_cast(record.submitted_at as timestamp)') }} as submitted_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
