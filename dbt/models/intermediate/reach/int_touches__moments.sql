{{ config(materialized='compared', key=['touch_id'], compared=['*']) }}

with results as (

    select * from {{ ref('stg_wecom__moment_results') }}

),

moments as (

    select * from {{ ref('stg_wecom__moments') }}

),

reactions as (

    select
        account,
        moment_id,
        userid,
        external_userid,
        min(reacted_at) as engaged_at,
        min_by(reaction_type, concat(cast(reacted_at as varchar), reaction_type)) as engagement
    from {{ ref('stg_wecom__moment_comments') }}
    where external_userid is not null
    group by account, moment_id, userid, external_userid

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

)

select
    concat(
        'moments|', results.account, '|', results.moment_id, '|', results.userid, '|',
        results.external_userid
    ) as touch_id,
    contacts.one_id,
    'moments' as channel,
    results.account,
    results.moment_id as message_id,
    cast(null as varchar) as campaign_id,
    case when results.is_reached then 'delivered' else 'pending' end as status,
    cast(null as varchar) as failure_reason,
    'wecom' as told_by,
    coalesce(moments.created_at, results.landed_at) as sent_at,
    results.userid as sent_by,
    reactions.engaged_at,
    reactions.engagement
from results
left join moments
    on results.account = moments.account and results.moment_id = moments.moment_id
left join reactions
    on
        results.account = reactions.account
        and results.moment_id = reactions.moment_id
        and results.userid = reactions.userid
        and results.external_userid = reactions.external_userid
left join contacts
    on results.account = contacts.scope and results.external_userid = contacts.value
