{{ config(
    materialized='increment',
    key=['program', 'account_scope', 'book'],
    noted=['program', 'account_scope', 'account_key', 'entry_id']
) }}

{% call touched() %}
    select
        program,
        account_scope,
        coalesce(account_key, entry_id) as book
    from {{ changed('int_points_entries') }}
    union
    select
        program,
        account_scope,
        account_key as book
    from {{ changed('int_stated_balances') }}
{% endcall %}

with entries as (

    select * from {{ ref('int_points_entries') }}
    where {{ is_touched(['program', 'account_scope', 'coalesce(account_key, entry_id)']) }}

),

balances as (

    select * from {{ ref('int_stated_balances') }}
    where
        asset = 'points'
        and {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

{{ ledger('entries', 'balances', 'points_change', [
    'record_key', 'channel', 'kind', 'reason', 'stated_balance', 'is_time_known', 'expires_at',
    'order_number', 'store_name', 'phone_token'
]) }}
