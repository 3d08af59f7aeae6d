{{ config(
    materialized='increment',
    key=['program', 'account_scope', 'account_key'],
    noted=['one_id', 'program', 'account_scope', 'account_key']
) }}

{%- set user_key = "coalesce(login_id, concat(appid, '|', openid))" -%}
{%- set card_key = "coalesce(member_no, member_row_id)" -%}

{% call touched() %}
    select
        'brand_app' as program,
        {{ brand() }} as account_scope,
        {{ user_key }} as account_key
    from {{ changed('int_member_users') }}
    union
    select
        'store_card' as program,
        account as account_scope,
        {{ card_key }} as account_key
    from {{ changed('int_member_cards') }}
    union
    select
        'youzan' as program,
        account as account_scope,
        yz_open_id as account_key
    from {{ changed('stg_youzan__customers') }}
    union
    select
        program,
        account_scope,
        account_key
    from {{ this }}
    where program = 'youzan' and account_key in ({{ moved('youzan_yz_open_id') }})
{% endcall %}

with users as (

    select * from {{ ref('int_member_users') }}
    where {{ is_touched(["'brand_app'", brand(), user_key]) }}

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where {{ is_touched(["'store_card'", 'account', card_key]) }}

),

customers as (

    select * from {{ ref('stg_youzan__customers') }}
    where {{ is_touched(["'youzan'", 'account', 'yz_open_id']) }}

),

youzan_members as (

    select * from {{ identified_by('youzan_yz_open_id') }} as youzan_members

),

app_lines as (

    select
        *,
        {{ user_key }} as account_key,
        row_number() over (
            partition by {{ user_key }}
            order by observed_at asc nulls first, appid asc, openid asc
        ) as place
    from users

),

-- A brand user may come in through several mini programs and has one account; a line that tells
-- nothing of points or level takes back nothing that another line has told.
app_accounts as (

    select
        'brand_app' as program,
        {{ brand() }} as account_scope,
        account_key,
        max_by(one_id, place) as one_id,
        max_by(member_level, place) filter (where member_level is not null) as member_level,
        max_by(points, place) filter (where points is not null) as points,
        cast(null as decimal(18, 2)) as stored_value,
        min(registered_at) as registered_at,
        max_by(inviter_login_id, place) filter (where inviter_login_id is not null)
            as inviter_login_id,
        'wechat_mini_program' as source,
        'registry' as stream,
        coalesce(max(observed_at) filter (where points is not null), max(observed_at))
            as observed_at
    from app_lines
    group by account_key

),

card_accounts as (

    select
        'store_card' as program,
        account as account_scope,
        {{ card_key }} as account_key,
        one_id,
        member_level,
        points,
        stored_value,
        opened_at as registered_at,
        cast(null as varchar) as inviter_login_id,
        'offline' as source,
        'members' as stream,
        observed_at
    from cards
    qualify
        row_number() over (
            partition by account, {{ card_key }}
            order by observed_at desc, member_row_id
        ) = 1

),

youzan_accounts as (

    select
        'youzan' as program,
        customers.account as account_scope,
        customers.yz_open_id as account_key,
        youzan_members.one_id,
        cast(null as varchar) as member_level,
        customers.points,
        cast(null as decimal(18, 2)) as stored_value,
        -- the shop's own programme makes nobody a member of the brand's
        cast(null as timestamp) as registered_at,
        cast(null as varchar) as inviter_login_id,
        'youzan' as source,
        'customers' as stream,
        customers.landed_at as observed_at
    from customers
    left join youzan_members
        on
            customers.account = youzan_members.scope
            and customers.yz_open_id = youzan_members.value

),

accounts as (

    select * from app_accounts
    union all
    select * from card_accounts
    union all
    select * from youzan_accounts

)

select
    *,
    {{ is_brand_program('program') }} as is_brand_program
from accounts
