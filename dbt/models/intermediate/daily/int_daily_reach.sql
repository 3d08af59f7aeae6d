with touches as (

    select
        sent_date,
        one_id,
        count(*) as touches,
        bool_or(is_responder) as is_responder
    from {{ ref('fct_touches') }}
    where status = 'delivered'
    group by sent_date, one_id

)

select
    sent_date as business_date,
    sum(touches) as delivered_touches,
    count(one_id) as reached_members,
    count(one_id) filter (where is_responder) as responding_members
from touches
group by sent_date
