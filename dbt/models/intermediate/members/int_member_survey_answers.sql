with responses as (

    select
        surveys.response_id,
        surveys.submitted_at,
        coalesce(
            unions.one_id, cards.one_id, official.one_id, programs.one_id, phones.one_id
        ) as one_id
    from {{ ref('stg_offline__surveys') }} as surveys
    left join {{ identified_by('unionid') }} as unions on surveys.unionid = unions.value
    left join {{ identified_by('member_card') }} as cards on surveys.member_no = cards.value
    left join {{ identified_by('oa_openid') }} as official on surveys.openid = official.value
    left join {{ identified_by('mp_openid') }} as programs on surveys.openid = programs.value
    left join {{ identified_by('phone') }} as phones on surveys.phone_token = phones.value

),

answers as (

    select
        responses.one_id,
        responses.response_id,
        responses.submitted_at,
        concat(cast(responses.submitted_at as varchar), answers.answer_id) as answer_order,
        case when {{ matches('answers.topic', var('survey_reason_topic')) }} then answers.answer end
            as reason,
        case when {{ matches('answers.topic', var('survey_taste_topic')) }} then answers.answer end
            as taste,
        case
            when {{ matches('answers.topic', var('survey_recommendation_topic')) }}
                then answers.answer_number
        end as recommended
    from {{ ref('stg_offline__survey_answers') }} as answers
    inner join responses on answers.response_id = responses.response_id
    where responses.one_id is not null

)

select
    one_id,
    count(distinct response_id) as survey_count,
    max({{ business_date('submitted_at') }}) as last_survey_date,
    max_by(reason, answer_order) filter (where reason is not null) as purchase_reason,
    max_by(taste, answer_order) filter (where taste is not null) as taste,
    max_by(recommended, answer_order) filter (where recommended is not null) as recommendation
from answers
group by one_id
