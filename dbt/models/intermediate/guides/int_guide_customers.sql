with customers as (

    select * from {{ ref('stg_wecom__customers') }}

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

)

select
    customers.account,
    customers.userid,
    customers.external_userid,
    contacts.one_id,
    customers.is_gone,
    customers.added_at,
    {{ business_date('customers.added_at') }} as added_date
from customers
left join contacts
    on customers.account = contacts.scope and customers.external_userid = contacts.value
