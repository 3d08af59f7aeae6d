{{ config(
    materialized='compared',
    key=['program', 'account_scope', 'account_key'],
    compared=['*']
) }}

with entries as (

    select * from {{ ref('int_stored_value_entries') }}

),

balances as (

    select * from {{ ref('int_stated_balances') }}
    where asset = 'stored_value'

),

{{ ledger('entries', 'balances', 'amount_change', [
    'record_key', 'channel', 'kind', 'reason', 'principal_change', 'gift_change', 'stated_balance',
    'order_number', 'store_name', 'pay_method', 'phone_token'
]) }}
