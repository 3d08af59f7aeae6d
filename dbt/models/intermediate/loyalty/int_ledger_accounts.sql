{{ config(materialized='increment', key=['program', 'account_scope', 'account_key']) }}

{% call touched() %}
    select
        program,
        account_scope,
        account_key
    from {{ ref('int_points_ledger') }}
    where phone_token in ({{ moved('phone') }})
    union
    select
        program,
        account_scope,
        account_key
    from {{ ref('int_stored_value_ledger') }}
    where phone_token in ({{ moved('phone') }})
    union
    select
        program,
        account_scope,
        account_key
    from {{ this }}
    where
        account_key in ({{ moved('brand_user_id') }})
        or account_key in ({{ moved('member_card') }})
        or account_key in ({{ moved('shop_openid') }})
        or account_key in ({{ moved('youzan_yz_open_id') }})
    union
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_points_ledger') }}
    union
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_stored_value_ledger') }}
    union
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_stated_balances') }}
    union
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_accounts') }}
{% endcall %}

with points as (

    select * from {{ ref('int_points_ledger') }}
    where {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

stored_value as (

    select * from {{ ref('int_stored_value_ledger') }}
    where {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

stated as (

    select * from {{ ref('int_stated_balances') }}
    where {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

identifiers as (

    select * from {{ ref('int_identity__map') }}
    where one_id is not null

),

named as (

    select
        program,
        account_scope,
        account_key,
        phone_token
    from points
    union all
    select
        program,
        account_scope,
        account_key,
        phone_token
    from stored_value
    union all
    select
        program,
        account_scope,
        account_key,
        cast(null as varchar) as phone_token
    from stated

),

books as (

    select
        program,
        account_scope,
        account_key,
        min(phone_token) as phone_token,
        case program
            when 'brand_app' then 'brand_user_id'
            when 'store_card' then 'member_card'
            when 'wechat_shop' then 'shop_openid'
            when 'youzan' then 'youzan_yz_open_id'
        end as identifier_type
    from named
    where account_key is not null
    group by program, account_scope, account_key

)

select
    books.program,
    books.account_scope,
    books.account_key,
    coalesce(accounts.one_id, identifiers.one_id, phones.one_id) as one_id
from books
left join accounts
    on
        books.program = accounts.program
        and books.account_scope = accounts.account_scope
        and books.account_key = accounts.account_key
left join identifiers
    on
        books.identifier_type = identifiers.identifier_type
        and books.account_scope = identifiers.scope
        and books.account_key = identifiers.value
left join identifiers as phones
    on phones.identifier_type = 'phone' and books.phone_token = phones.value
