{{ config(materialized='compared', key=['touch_id'], compared=['*']) }}

with results as (

    select * from {{ ref('stg_wecom__group_message_results') }}

),

messages as (

    select * from {{ ref('stg_wecom__group_messages') }}

),

chat_members as (

    select * from {{ ref('stg_wecom__group_chat_members') }}
    where is_customer and is_present

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

),

dated as (

    select
        results.result_id,
        results.account,
        results.message_id,
        results.userid,
        results.external_userid,
        results.chat_id,
        results.send_result,
        coalesce(results.sent_at, messages.created_at, results.landed_at) as sent_at
    from results
    left join messages
        on results.account = messages.account and results.message_id = messages.message_id

),

addressed as (

    select
        concat('wecom_private|', account, '|', result_id) as touch_id,
        'wecom_private' as channel,
        account,
        external_userid,
        message_id,
        userid,
        send_result,
        sent_at
    from dated
    where external_userid is not null

    union all

    -- a chat is not a person: everybody who sits in it saw the message
    select
        concat('wecom_group|', dated.account, '|', dated.result_id, '|', chat_members.membership_id)
            as touch_id,
        'wecom_group' as channel,
        dated.account,
        chat_members.member_id as external_userid,
        dated.message_id,
        dated.userid,
        dated.send_result,
        dated.sent_at
    from dated
    inner join chat_members
        on
            dated.account = chat_members.account
            and dated.chat_id = chat_members.chat_id
            and dated.sent_at >= chat_members.joined_at
    where dated.external_userid is null

)

select
    addressed.touch_id,
    contacts.one_id,
    addressed.channel,
    addressed.account,
    addressed.message_id,
    cast(null as varchar) as campaign_id,
    case addressed.send_result
        when 'sent' then 'delivered'
        when 'not_sent' then 'pending'
        else 'failed'
    end as status,
    case
        when addressed.send_result not in ('sent', 'not_sent') then addressed.send_result
    end as failure_reason,
    'wecom' as told_by,
    addressed.sent_at,
    addressed.userid as sent_by
from addressed
left join contacts
    on addressed.account = contacts.scope and addressed.external_userid = contacts.value
