with recorded as (

    select * from {{ ref('int_reconciliation__source_sales') }}

),

published as (

    select
        'orders' as proof,
        channel,
        order_id as record_id,
        paid_date as business_date,
        paid_amount as amount
    from {{ ref('fct_orders') }}
    where is_paid and channel <> {{ channel('store') }}

    union all

    select
        'refunds' as proof,
        channel,
        refund_id as record_id,
        refund_date as business_date,
        refund_amount as amount
    from {{ ref('fct_refunds') }}
    where channel <> {{ channel('store') }}

    union all

    select
        'ticket_lines' as proof,
        channel,
        order_item_id as record_id,
        order_date as business_date,
        item_amount as amount
    from {{ ref('fct_order_items') }}
    where channel = {{ channel('store') }}

    union all

    select
        'ticket_lines' as proof,
        channel,
        refund_id as record_id,
        refund_date as business_date,
        -refund_amount as amount
    from {{ ref('fct_refunds') }}
    where channel = {{ channel('store') }}

),

compared as (

    select
        coalesce(recorded.proof, published.proof) as proof,
        coalesce(recorded.channel, published.channel) as subject,
        coalesce(recorded.record_id, published.record_id) as record_id,
        coalesce(recorded.business_date, published.business_date) as business_date,
        recorded.amount as source_value,
        published.amount as published_value,
        coalesce(recorded.business_date <> published.business_date, false) as is_other_day
    from recorded
    full outer join published
        on
            recorded.proof = published.proof
            and recorded.channel = published.channel
            and recorded.record_id = published.record_id

),

judged as (

    select
        *,
        case
            when published_value is null then 'missing'
            when source_value is null then 'unknown_to_source'
            when source_value <> published_value then 'amount_differs'
            when is_other_day then 'day_differs'
        end as difference
    from compared

),

-- those that differ are kept one by one, the many others only counted
named as (

    select
        *,
        case when difference is not null then record_id end as named_record_id
    from judged

)

select
    proof,
    subject,
    named_record_id as record_id,
    business_date,
    count(*) as records,
    cast(sum(source_value) as decimal(18, 2)) as source_value,
    cast(sum(published_value) as decimal(18, 2)) as published_value,
    difference
from named
group by proof, subject, named_record_id, business_date, difference
