{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('fct_events') }}
    union
    select one_id from {{ changed('fct_orders') }}
{% endcall %}

with acts as (

    select distinct
        one_id,
        {{ month_start('event_date') }} as month_start_date
    from {{ ref('fct_events') }}
    where one_id is not null and {{ is_own_act('event_type') }} and {{ is_touched('one_id') }}

),

-- a store ticket that only takes goods back is no purchase, and lowers what its month brought
paid as (

    select
        one_id,
        {{ month_start('paid_date') }} as month_start_date,
        count(*) filter (where is_purchase) as order_count,
        sum(net_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where one_id is not null and is_paid and {{ is_touched('one_id') }}
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
