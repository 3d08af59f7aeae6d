with contacts as (

    select
        contacts.one_id,
        customers.userid,
        customers.added_at,
        concat(cast(customers.added_at as varchar), customers.userid) as added_order,
        customers.is_gone
    from {{ ref('stg_wecom__customers') }} as customers
    inner join {{ identified_by('external_userid') }} as contacts
        on customers.account = contacts.scope and customers.external_userid = contacts.value

),

guides as (

    select
        one_id,
        count(distinct userid) filter (where not is_gone) as guide_count,
        max_by(userid, added_order) filter (where not is_gone) as guide,
        min({{ business_date('added_at') }}) as wecom_added_date
    from contacts
    group by one_id

),

chats as (

    select
        contacts.one_id,
        count(distinct members.chat_id) as group_count,
        min({{ business_date('members.joined_at') }}) as group_joined_date
    from {{ ref('stg_wecom__group_chat_members') }} as members
    inner join {{ identified_by('external_userid') }} as contacts
        on members.account = contacts.scope and members.member_id = contacts.value
    where members.is_customer and members.is_present
    group by contacts.one_id

),

words as (

    select
        openids.one_id,
        count(*) as messages_sent_90d
    from {{ ref('stg_wechat_official_account__messages') }} as messages
    inner join {{ identified_by('oa_openid') }} as openids
        on messages.account = openids.scope and messages.openid = openids.value
    where {{ business_date('messages.sent_at') }} > {{ add_days(as_of(), -90) }}
    group by openids.one_id

),

follow_events as (

    select
        one_id,
        event_type,
        subscribe_scene as follow_scene,
        concat(cast(occurred_at as varchar), follow_event_id) as event_order
    from {{ ref('fct_follow_events') }}
    where one_id is not null

),

scenes as (

    select
        one_id,
        count(*) filter (where event_type = 'unfollow') as unfollow_count,
        max_by(follow_scene, event_order) filter (where event_type = 'follow') as follow_scene
    from follow_events
    group by one_id

),

surveys as (

    select * from {{ ref('int_member_survey_answers') }}

),

touches as (

    select
        one_id,
        count(*) as touches_7d
    from {{ ref('fct_touches') }}
    where
        one_id is not null
        and status = 'delivered'
        and sent_date > {{ add_days(as_of(), -7) }}
        and sent_date <= {{ as_of() }}
    group by one_id

),

members as (

    select one_id from guides
    union
    select one_id from chats
    union
    select one_id from words
    union
    select one_id from scenes
    union
    select one_id from surveys
    union
    select one_id from touches

)

select
    members.one_id,
    cast(coalesce(guides.guide_count, 0) as integer) as guide_count,
    guides.guide,
    guides.wecom_added_date,
    cast(coalesce(chats.group_count, 0) as integer) as group_count,
    chats.group_joined_date,
    cast(coalesce(words.messages_sent_90d, 0) as integer) as messages_sent_90d,
    scenes.follow_scene,
    cast(coalesce(scenes.unfollow_count, 0) as integer) as unfollow_count,
    cast(coalesce(surveys.survey_count, 0) as integer) as survey_count,
    surveys.last_survey_date,
    surveys.purchase_reason,
    surveys.taste,
    cast(surveys.recommendation as integer) as recommendation,
    cast(coalesce(touches.touches_7d, 0) as integer) as touches_7d
from members
left join guides on members.one_id = guides.one_id
left join chats on members.one_id = chats.one_id
left join words on members.one_id = words.one_id
left join scenes on members.one_id = scenes.one_id
left join surveys on members.one_id = surveys.one_id
left join touches on members.one_id = touches.one_id
