with acts as (

    select distinct
        one_id,
        {{ month_start('event_date') }} as month_start_date
    from {{ ref('fct_events') }}
    where one_id is not null and {{ is_own_act('event_type') }}

),

purchases as (

    select
        one_id,
        {{ month_start('paid_date') }} as month_start_date,
        count(*) as order_count,
        sum(net_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase
    group by one_id, {{ month_start('paid_date') }}

),

months as (

    select
        coalesce(acts.one_id, purchases.one_id) as one_id,
        coalesce(acts.month_start_date, purchases.month_start_date) as month_start_date,
        coalesce(purchases.order_count, 0) as order_count,
        coalesce(purchases.net_revenue, 0) as net_revenue
    from acts
    full outer join purchases
        on
            acts.one_id = purchases.one_id
            and acts.month_start_date = purchases.month_start_date

)

select * from months
