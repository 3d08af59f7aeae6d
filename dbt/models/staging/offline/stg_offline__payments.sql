{{ config(materialized='increment') }}

with source as (

    {{ latest_record('offline', 'payments', [
        'provider', 'type', 'traded_at', 'appid', 'merchant_no', 'sub_merchant_no',
        'transaction_no', 'order_no', 'openid', 'payer.token', 'trade_type', 'state', 'pay_method',
        'bank', 'currency', 'amount', 'coupon_amount', 'refund_no', 'merchant_refund_no',
        'refund_amount', 'refund_type', 'refund_state', 'product_name', 'fee', 'fee_rate',
        'order_amount', 'requested_refund_amount', 'store'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as payment_id,
        record.transaction_no,
        nullif(record.refund_no, '') as refund_no,
        nullif(record.merchant_refund_no, '') as merchant_refund_no,
        nullif(record.order_no, '') as order_no,
        nullif(record.merchant_no, '') as merchant_no,
        nullif(record.sub_merchant_no, '') as sub_merchant_no,
        nullif(record.appid, '') as appid,
        nullif(record.openid, '') as openid,

        -- protected
        record.payer.token as payer_token,

        -- strings
        record.provider,
        coalesce(record.type, 'payment') as payment_type,
        nullif(record.trade_type, '') as trade_type,
        nullif(record.state, '') as trade_state,
        nullif(record.refund_type, '') as refund_type,
        nullif(record.refund_state, '') as refund_state,
        nullif(record.pay_method, '') as pay_method,
        nullif(record.bank, '') as bank,
        nullif(record.currency, '') as currency,
        nullif(record.product_name, '') as product_name,
        nullif(record.fee_rate, '') as fee_rate,
        nullif(record.store, '') as store,

        -- numerics
        coalesce({{ yuan('record.amount') }}, {{ yuan('record.order_amount') }}) as amount,
        {{ yuan('record.order_amount') }} as order_amount,
        {{ yuan('record.coupon_amount') }} as coupon_amount,
        {{ yuan('record.refund_amount') }} as refund_amount,
        {{ yuan('record.requested_refund_amount') }} as requested_refund_amount,
        try_cast(record.fee as decimal(18, 5)) as fee,

        -- timestamps
        {{ from_local('try_cast(record.traded_at as timestamp)') }} as traded_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
