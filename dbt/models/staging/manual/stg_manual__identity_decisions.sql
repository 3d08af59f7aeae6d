with source as (

    {{ latest_record('manual', 'identity_decisions', [
        'kind', 'a.type', 'a.scope', 'a.value', 'b.type', 'b.scope', 'b.value', 'withdraws',
        'decided_by', 'decided_at', 'because'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as decision_id,
        record.withdraws as withdrawn_decision_id,

        -- identifiers
        record.a.type as a_type,
        record.a.scope as a_scope,
        record.a.value as a_value,
        record.b.type as b_type,
        record.b.scope as b_scope,
        record.b.value as b_value,

        -- strings
        record.kind,
        record.decided_by,
        record.because,

        -- timestamps
        cast(record.decided_at as timestamp) as decided_at,

        -- landing
        {{ landed_columns() }}
    from source

)

select * from renamed
