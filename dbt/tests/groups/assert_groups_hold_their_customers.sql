-- A returned row is a group whose last month does not hold the customers who sit in it.
{{ config(meta={'dagster': {'ref': {'name': 'group_performance'}}}) }}

with groups as (

    select
        account,
        chat_id,
        sum(joined_count) as joined,
        max(customer_count) filter (where month_end = {{ as_of() }}) as customers
    from {{ ref('group_performance') }}
    group by account, chat_id

),

customers as (

    select
        account,
        chat_id,
        count(*) as joined,
        count(*) filter (where is_present) as customers
    from {{ ref('int_group_customers') }}
    where joined_date <= {{ as_of() }}
    group by account, chat_id

)

select groups.*
from groups
left join customers on groups.account = customers.account and groups.chat_id = customers.chat_id
where
    groups.joined <> coalesce(customers.joined, 0)
    or groups.customers <> coalesce(customers.customers, 0)
