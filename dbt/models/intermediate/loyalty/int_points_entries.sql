{{ config(
    materialized='increment',
    key=['stream', 'record_key'],
    noted=['program', 'account_scope', 'account_key', 'entry_id']
) }}

{%- set shop_row = "concat(openid, '|', row_number_of_member, '|', revision)" -%}

{% call touched() %}
    select
        'events' as stream,
        event_id as record_key,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_wechat_mini_program__events') }}
    union
    -- an event from before a login goes to the account of whoever has logged in since
    select
        stream,
        record_key,
        landed_seq
    from {{ this }}
    where
        stream = 'events'
        and account_key in (
            select concat(appid, '|', openid) from {{ changed('int_member_users') }}
            union
            select login_id from {{ changed('int_member_users') }}
        )
    union
    select
        'points_statements' as stream,
        entry_id as record_key,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_offline__points_statements') }}
    union
    select
        'member_points' as stream,
        {{ shop_row }} as record_key,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_wechat_shop__member_points') }}
    union
    select
        'points' as stream,
        points_change_id as record_key,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_youzan__points') }}
{% endcall %}

with app_log as (

    {{ touched_records('stg_wechat_mini_program__events', ["'events'", 'event_id']) }}

),

app_events as (

    select * from app_log
    where event_name in ('earn_points', 'redeem_points') and points is not null

),

app_users as (

    select * from {{ ref('int_member_users') }}

),

statements as (

    select * from {{ ref('stg_offline__points_statements') }}
    where is_booked and {{ is_touched(["'points_statements'", 'entry_id']) }}

),

shop_rows as (

    select * from {{ ref('stg_wechat_shop__member_points') }}
    where
        not is_withdrawn
        and {{ is_touched(["'member_points'", shop_row]) }}

),

youzan_changes as (

    select * from {{ ref('stg_youzan__points') }}
    where {{ is_touched(["'points'", 'points_change_id']) }}

),

-- an event may come from before the user had logged in
app_entries as (

    select
        app_events.event_id as record_key,
        'brand_app' as program,
        {{ channel('mini_program') }} as channel,
        {{ brand() }} as account_scope,
        coalesce(
            app_events.login_id,
            app_users.login_id,
            concat(app_events.appid, '|', app_events.openid)
        ) as account_key,
        app_events.reason,
        cast(
            case
                when app_events.event_name = 'redeem_points' then -abs(app_events.points)
                else app_events.points
            end as decimal(18, 2)
        ) as points_change,
        cast(null as decimal(18, 2)) as stated_balance,
        app_events.occurred_at,
        true as is_time_known,
        cast(null as timestamp) as expires_at,
        app_events.order_id as order_number,
        cast(null as varchar) as store_name,
        cast(null as varchar) as phone_token,
        0 as place,
        app_events.landed_seq,
        'wechat_mini_program' as source,
        'events' as stream
    from app_events
    left join app_users
        on app_events.appid = app_users.appid and app_events.openid = app_users.openid

),

card_entries as (

    select
        entry_id as record_key,
        'store_card' as program,
        {{ channel('store') }} as channel,
        account as account_scope,
        coalesce(member_no, phone_token) as account_key,
        entry_type as reason,
        points_change,
        balance_after as stated_balance,
        changed_at as occurred_at,
        true as is_time_known,
        expires_at,
        order_no as order_number,
        store as store_name,
        case when phone_status = 'valid' then phone_token end as phone_token,
        0 as place,
        cast(null as bigint) as landed_seq,
        'offline' as source,
        'points_statements' as stream
    from statements

),

-- the platform gives its rows no time: they count from when they were first seen
shop_entries as (

    select
        {{ shop_row }} as record_key,
        'wechat_shop' as program,
        {{ channel('shop') }} as channel,
        account as account_scope,
        openid as account_key,
        reason,
        cast(points as decimal(18, 2)) as points_change,
        cast(null as decimal(18, 2)) as stated_balance,
        seen_at as occurred_at,
        false as is_time_known,
        cast(null as timestamp) as expires_at,
        cast(null as varchar) as order_number,
        cast(null as varchar) as store_name,
        cast(null as varchar) as phone_token,
        row_number_of_member as place,
        cast(null as bigint) as landed_seq,
        'wechat_shop' as source,
        'member_points' as stream
    from shop_rows

),

youzan_entries as (

    select
        points_change_id as record_key,
        'youzan' as program,
        {{ channel('youzan') }} as channel,
        account as account_scope,
        yz_open_id as account_key,
        reason,
        cast(points as decimal(18, 2)) as points_change,
        cast(balance as decimal(18, 2)) as stated_balance,
        changed_at as occurred_at,
        true as is_time_known,
        expires_at,
        reference as order_number,
        cast(null as varchar) as store_name,
        cast(null as varchar) as phone_token,
        0 as place,
        cast(null as bigint) as landed_seq,
        'youzan' as source,
        'points' as stream
    from youzan_changes

),

entries as (

    select * from app_entries
    union all
    select * from card_entries
    union all
    select * from shop_entries
    union all
    select * from youzan_entries

)

select
    {{ surrogate_key(['program', 'account_scope', 'record_key']) }} as entry_id,
    entries.*,
    {{ points_kind('points_change', "coalesce(reason, '')") }} as kind
from entries
where points_change is not null
