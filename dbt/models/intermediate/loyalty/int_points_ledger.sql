with entries as (

    select * from {{ ref('int_points_entries') }}

),

balances as (

    select * from {{ ref('int_stated_balances') }}
    where asset = 'points'

),

{{ ledger('entries', 'balances', 'points_change', [
    'record_key', 'channel', 'kind', 'reason', 'stated_balance', 'is_time_known', 'expires_at',
    'order_number', 'store_name', 'phone_token'
]) }}
