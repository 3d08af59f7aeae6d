{{ config(materialized='increment', key=['month_start_date', 'one_id']) }}

{% call touched() %}
    select
        month_start as month_start_date,
        one_id
    from {{ changed('int_member_meetings') }}
    union
    select
        {{ month_start('paid_date') }} as month_start_date,
        one_id
    from {{ changed('fct_orders') }}
    where one_id is not null and paid_date is not null
{% endcall %}

with acts as (

    select distinct
        one_id,
        month_start as month_start_date
    from {{ ref('int_member_meetings') }}
    where has_acted and {{ is_touched(['month_start', 'one_id']) }}

),

-- a store ticket that only takes goods back is no purchase, and lowers what its month brought
paid as (

    select
        one_id,
        {{ month_start('paid_date') }} as month_start_date,
        count(*) filter (where is_purchase) as order_count,
        sum(net_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where
        one_id is not null and is_paid
        and {{ is_since_touched('paid_date') }}
        and {{ is_touched([month_start('paid_date'), 'one_id']) }}
    group by one_id, {{ month_start('paid_date') }}

),

months as (

    select
        coalesce(acts.one_id, paid.one_id) as one_id,
        coalesce(acts.month_start_date, paid.month_start_date) as month_start_date,
        coalesce(paid.order_count, 0) as order_count,
        coalesce(paid.net_revenue, 0) as net_revenue,
        acts.one_id is not null or paid.order_count > 0 as is_active
    from acts
    full outer join paid
        on
            acts.one_id = paid.one_id
            and acts.month_start_date = paid.month_start_date

)

select * from months
