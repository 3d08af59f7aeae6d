{{ config(
    materialized='increment',
    key=['program', 'account_scope', 'account_key']
) }}

{% call touched() %}
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_accounts') }}
    union
    select
        'brand_app' as program,
        {{ brand() }} as account_scope,
        login_id as account_key
    from {{ changed('stg_wechat_mini_program__registry') }}
    union
    select
        'wechat_shop' as program,
        account as account_scope,
        openid as account_key
    from {{ changed('stg_wechat_shop__member_scores') }}
{% endcall %}

with accounts as (

    select * from {{ ref('int_accounts') }}
    where {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

registry as (

    select * from {{ ref('stg_wechat_mini_program__registry') }}
    where
        points is not null and login_id is not null
        and {{ is_touched(["'brand_app'", brand(), 'login_id']) }}

),

shop_scores as (

    select * from {{ ref('stg_wechat_shop__member_scores') }}
    where {{ is_touched(["'wechat_shop'", 'account', 'openid']) }}

),

-- the member system writes a line at every change: the first tells what was there before
first_lines as (

    select
        login_id,
        points,
        recorded_at as stated_at
    from registry
    qualify
        row_number() over (
            partition by login_id
            order by recorded_at asc nulls last, landed_seq asc, landed_position asc
        ) = 1

),

stated as (

    select
        'points' as asset,
        accounts.program,
        accounts.account_scope,
        accounts.account_key,
        cast(accounts.points as decimal(18, 2)) as stated_balance,
        accounts.observed_at as stated_at,
        cast(coalesce(first_lines.points, accounts.points) as decimal(18, 2)) as first_balance,
        coalesce(first_lines.stated_at, accounts.observed_at) as first_stated_at,
        accounts.source,
        accounts.stream
    from accounts
    left join first_lines
        on
            case when accounts.program = 'brand_app' then accounts.account_key end
            = first_lines.login_id
    where accounts.points is not null

    union all

    -- the shop lists all rows of a member, so nothing lies before the first of them
    select
        'points' as asset,
        'wechat_shop' as program,
        account as account_scope,
        openid as account_key,
        cast(points as decimal(18, 2)) as stated_balance,
        landed_at as stated_at,
        cast(null as decimal(18, 2)) as first_balance,
        cast(null as timestamp) as first_stated_at,
        'wechat_shop' as source,
        'member_scores' as stream
    from shop_scores
    where points is not null

    union all

    select
        'stored_value' as asset,
        program,
        account_scope,
        account_key,
        stored_value as stated_balance,
        observed_at as stated_at,
        stored_value as first_balance,
        observed_at as first_stated_at,
        source,
        stream
    from accounts
    where stored_value is not null

)

select * from stated
