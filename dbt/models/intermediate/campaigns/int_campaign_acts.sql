with touches as (

    select * from {{ ref('fct_touches') }}

),

events as (

    select * from {{ ref('int_coded_events') }}
    where code_type in ('campaign_id', 'qr_scene')

),

follows as (

    select * from {{ ref('fct_follow_events') }}
    where event_type = 'follow' and scene_key is not null

),

customers as (

    select * from {{ ref('stg_wecom__customers') }}

),

link_customers as (

    select * from {{ ref('stg_wecom__acquisition_customers') }}

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

),

codes as (

    select * from {{ ref('campaign_codes') }}

),

coded as (

    select
        'exposure' as act,
        case
            when campaign_id is not null then 'campaign_id'
            when channel = 'moments' then 'moment'
            when told_by = 'wecom' then 'wecom_message'
        end as code_type,
        coalesce(campaign_id, message_id) as code,
        one_id,
        touch_id as record,
        is_responder,
        false as is_first_follow,
        sent_at as happened_at
    from touches
    where status = 'delivered' and (campaign_id is not null or told_by = 'wecom')

    union all

    select
        'click' as act,
        'moment' as code_type,
        message_id as code,
        one_id,
        touch_id as record,
        false as is_responder,
        false as is_first_follow,
        engaged_at as happened_at
    from touches
    where channel = 'moments' and engaged_at is not null

    union all

    select
        case event_type
            when 'message_click' then 'click' when 'qr_scan' then 'scan' else 'visit'
        end as act,
        code_type,
        code,
        one_id,
        event_id as record,
        false as is_responder,
        false as is_first_follow,
        occurred_at as happened_at
    from events

    union all

    select
        'follow' as act,
        'qr_scene' as code_type,
        scene_key as code,
        one_id,
        follow_event_id as record,
        false as is_responder,
        is_first_follow,
        occurred_at as happened_at
    from follows

    union all

    select
        'customer' as act,
        case when link_customers.link_id is null then 'wecom_state' else 'acquisition_link' end
            as code_type,
        coalesce(link_customers.link_id, customers.channel_state) as code,
        contacts.one_id,
        concat(customers.account, '|', customers.userid, '|', customers.external_userid) as record,
        false as is_responder,
        false as is_first_follow,
        customers.added_at as happened_at
    from customers
    left join link_customers
        on
            customers.account = link_customers.account
            and customers.userid = link_customers.userid
            and customers.external_userid = link_customers.external_userid
    left join contacts
        on customers.account = contacts.scope and customers.external_userid = contacts.value
    qualify
        row_number() over (
            partition by customers.account, customers.userid, customers.external_userid
            order by link_customers.link_id
        ) = 1

)

select
    coalesce(codes.campaign, concat(coded.code_type, ':', coded.code)) as campaign,
    coded.*,
    {{ business_date('coded.happened_at') }} as act_date
from coded
left join codes on coded.code_type = codes.code_type and coded.code = codes.code
where coded.code is not null
