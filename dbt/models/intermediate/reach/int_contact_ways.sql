with channels as (

    select * from {{ ref('int_member_channels') }}
    where is_current

),

profiles as (

    select * from {{ ref('int_member_profiles') }}
    where phone_masked is not null

),

blacklist as (

    select * from {{ ref('stg_wechat_official_account__blacklist') }}
    where is_blocked

),

openids as (

    select * from {{ identified_by('oa_openid') }} as openids

),

chat_members as (

    select * from {{ ref('stg_wecom__group_chat_members') }}
    where is_customer and is_present

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

),

blocked as (

    select distinct openids.one_id
    from blacklist
    inner join openids on blacklist.account = openids.scope and blacklist.openid = openids.value

),

ways as (

    select
        channels.one_id,
        'template_message' as channel
    from channels
    left join blocked on channels.one_id = blocked.one_id
    where channels.channel = {{ channel('official_account') }} and blocked.one_id is null

    union all

    select
        channels.one_id,
        'mass_message' as channel
    from channels
    left join blocked on channels.one_id = blocked.one_id
    where channels.channel = {{ channel('official_account') }} and blocked.one_id is null

    union all

    select
        one_id,
        'wecom_private' as channel
    from channels
    where channel = {{ channel('wecom') }}

    union all

    select
        one_id,
        'moments' as channel
    from channels
    where channel = {{ channel('wecom') }}

    union all

    select distinct
        contacts.one_id,
        'wecom_group' as channel
    from chat_members
    inner join contacts
        on chat_members.account = contacts.scope and chat_members.member_id = contacts.value

    union all

    select
        one_id,
        'sms' as channel
    from profiles

)

select * from ways
