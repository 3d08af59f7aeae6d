with users as (

    select * from {{ ref('int_member_users') }}

),

invite_events as (

    select * from {{ ref('fct_events') }}
    where event_type = 'invite' and invitee_login_id is not null

),

orders as (

    select * from {{ ref('fct_orders') }}
    where is_gift and is_paid and one_id is not null

),

shop_orders as (

    select * from {{ ref('stg_wechat_shop__orders') }}
    where giver_openid is not null

),

identifiers as (

    select * from {{ ref('int_identity__map') }}
    where one_id is not null

),

brand_users as (

    select
        value as login_id,
        one_id
    from identifiers
    where identifier_type = 'brand_user_id'

),

user_lines as (

    select
        *,
        row_number() over (
            partition by login_id
            order by observed_at asc nulls last, appid asc, openid asc
        ) as place
    from users
    where login_id is not null

),

-- what the member system keeps of an account: who brought it, and when it registered
registrations as (

    select
        login_id,
        min_by(inviter_login_id, place) filter (where inviter_login_id is not null)
            as inviter_login_id,
        min(registered_at) as registered_at
    from user_lines
    group by login_id

),

invited_users as (

    select * from registrations
    where inviter_login_id is not null

),

invitees as (

    select
        coalesce(invite_events.invitee_login_id, registrations.login_id) as invitee_account,
        registrations.inviter_login_id as inviter_account,
        invite_events.event_id,
        invite_events.one_id as event_one_id,
        coalesce(invite_events.occurred_at, registrations.registered_at) as invited_at
    from invited_users as registrations
    full outer join invite_events on registrations.login_id = invite_events.invitee_login_id

),

invitations as (

    select
        'invitation' as kind,
        {{ channel('mini_program') }} as channel,
        invitees.inviter_account,
        invitees.invitee_account,
        coalesce(invitees.event_one_id, inviters.one_id) as inviter_one_id,
        members.one_id as invitee_one_id,
        invitees.invited_at,
        cast(null as varchar) as order_id,
        'wechat_mini_program' as source,
        case when invitees.event_id is null then 'registry' else 'events' end as stream,
        coalesce(invitees.event_id, invitees.invitee_account) as record_key
    from invitees
    left join brand_users as inviters on invitees.inviter_account = inviters.login_id
    left join brand_users as members on invitees.invitee_account = members.login_id

),

gifts as (

    select
        'gift' as kind,
        orders.channel,
        shop_orders.giver_openid as inviter_account,
        shop_orders.openid as invitee_account,
        orders.one_id as inviter_one_id,
        coalesce(openids.one_id, unionids.one_id) as invitee_one_id,
        orders.paid_at as invited_at,
        orders.order_id,
        'wechat_shop' as source,
        'orders' as stream,
        orders.order_id as record_key
    from orders
    inner join shop_orders on orders.order_id = shop_orders.order_id
    left join identifiers as openids
        on
            openids.identifier_type = 'shop_openid'
            and shop_orders.account = openids.scope
            and shop_orders.openid = openids.value
    left join identifiers as unionids
        on unionids.identifier_type = 'unionid' and shop_orders.unionid = unionids.value
    where shop_orders.openid is not null

)

select * from invitations
union all
select * from gifts
