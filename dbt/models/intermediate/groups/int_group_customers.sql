with members as (

    select * from {{ ref('stg_wecom__group_chat_members') }}
    where is_customer

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

)

select
    members.account,
    members.chat_id,
    members.member_id,
    min(contacts.one_id) as one_id,
    bool_or(members.is_present) as is_present,
    min(members.joined_at) as joined_at,
    min({{ business_date('members.joined_at') }}) as joined_date
from members
left join contacts
    on members.account = contacts.scope and members.member_id = contacts.value
group by members.account, members.chat_id, members.member_id
