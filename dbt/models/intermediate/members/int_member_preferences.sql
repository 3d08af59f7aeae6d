{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('fct_orders') }}
    union
    select one_id from {{ changed('fct_order_items') }}
{% endcall %}

with orders as (

    select
        one_id,
        order_date,
        paid_amount,
        channel,
        store_name,
        {{ day_part('hour(' ~ to_local('paid_at') ~ ')') }} as day_part,
        case when {{ iso_weekday('paid_date') }} >= 6 then 'weekend' else 'weekday' end as week_part
    from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase and {{ is_touched('one_id') }}

),

items as (

    select * from {{ ref('fct_order_items') }}
    where one_id is not null and is_purchase and {{ is_touched('one_id') }}

),

-- a row per order and category first: what follows then counts orders without comparing them
categories as (

    select
        one_id,
        order_id,
        coalesce(category, '{{ no_category() }}') as category,
        sum(item_amount) as amount,
        max(order_date) as last_date
    from items
    group by one_id, order_id, coalesce(category, '{{ no_category() }}')

),

choices as (

    select
        one_id,
        'category' as dimension,
        category as choice,
        sum(amount) as amount,
        count(*) as order_count,
        max(last_date) as last_date
    from categories
    group by one_id, category

    {% for dimension in ['channel', 'store_name', 'day_part', 'week_part'] %}
    union all

    select
        one_id,
        '{{ dimension }}' as dimension,
        {{ dimension }} as choice,
        sum(paid_amount) as amount,
        count(*) as order_count,
        max(order_date) as last_date
    from orders
    where {{ dimension }} is not null
    group by one_id, {{ dimension }}

    {% endfor %}

),

ranked as (

    select
        one_id,
        dimension,
        choice,
        amount,
        order_count,
        last_date,
        row_number() over (
            partition by one_id, dimension
            order by amount desc, order_count desc, last_date desc, choice
        ) as preference_rank,
        sum(amount) over (partition by one_id, dimension) as total_amount
    from choices

),

preferences as (

    select
        one_id,
        dimension,
        choice,
        cast(amount as decimal(18, 2)) as amount,
        order_count,
        last_date,
        preference_rank,
        cast(
            case when total_amount > 0 then amount / total_amount else 0 end as decimal(9, 4)
        ) as share
    from ranked
    where preference_rank <= 3

)

select * from preferences
