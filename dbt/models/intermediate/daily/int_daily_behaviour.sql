{{ config(materialized='increment', key=['business_date']) }}

{% call touched() %}
    select event_date as business_date from {{ changed('fct_events') }}
{% endcall %}

with events as (

    select * from {{ ref('fct_events') }}
    where
        one_id is not null and {{ is_own_act('event_type') }}
        and {{ is_since_touched('event_date') }}
        and {{ is_touched('event_date') }}

),

-- a row per member and day first: the counts below then run over a fraction of the events
member_days as (

    select
        event_date,
        one_id,
        bool_or(channel = {{ channel('mini_program') }}) as is_visitor,
        bool_or(event_type = 'product_view') as has_viewed,
        bool_or(event_type = 'cart_add') as has_carted,
        bool_or(event_type = 'order_submit') as has_ordered,
        bool_or(event_type = 'order_pay') as has_paid
    from events
    group by event_date, one_id

),

days as (

    select
        event_date as business_date,
        count(*) as active_members,
        count(*) filter (where is_visitor) as visiting_members,
        count(*) filter (where has_viewed) as viewing_members,
        count(*) filter (where has_carted) as carting_members,
        count(*) filter (where has_ordered) as ordering_members,
        count(*) filter (where has_paid) as converted_members
    from member_days
    group by event_date

)

select * from days
