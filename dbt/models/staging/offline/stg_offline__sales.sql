{{ config(materialized='increment', noted=['account', 'sale_line_id', 'ticket_id']) }}

with source as (

    {{ latest_record('offline', 'sales', [
        'mends', 'ticket_id', 'ticket_no', 'sold_at', 'store', 'register', 'cashier.mask', 'member_no', 'phone.token',
        'phone.mask', 'phone.status', 'sku', 'product_name', 'quantity', 'unit_price', 'amount',
        'discount', 'pay_method', 'type', 'points'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as sale_line_id,
        case
            when {{ matches('record_key', '^[a-p]{20}-') }} then substr(record_key, 1, 20)
            else record.ticket_id
        end as ticket_id,
        case
            when {{ matches('record_key', '^[a-p]{20}-') }} then substr(record_key, 22, 10)
        end as version_id,
        case
            when {{ matches('record_key', '^[a-p]{20}-') }} then substr(record_key, 33)
        end as line_id,
        record.mends as mended_delivery_id,
        nullif(trim(record.ticket_no), '') as ticket_no,
        nullif(trim(record.member_no), '') as member_no,
        nullif(record.sku, '') as product_code,

        -- protected
        record.phone.token as phone_token,
        record.phone.mask as phone_mask,
        record.phone.status as phone_status,
        record.cashier.mask as cashier_mask,

        -- strings
        nullif(record.store, '') as store,
        nullif(record.register, '') as register,
        record.product_name,
        nullif(record.pay_method, '') as pay_method,
        coalesce(record.type, 'sale') as line_type,

        -- numerics
        try_cast(record.quantity as decimal(18, 3)) as quantity,
        {{ yuan('record.unit_price') }} as unit_price,
        {{ yuan('record.amount') }} as amount,
        {{ yuan('record.discount') }} as discount,
        try_cast(record.points as integer) as points,

        -- timestamps
        {{ from_local('try_cast(record.sold_at as timestamp)') }} as sold_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source
    where record_key not like 'void-%'

)

select * from renamed
