{{ config(materialized='increment', noted=['order_id']) }}

with source as (

    {{ latest_record('youzan', 'refunds', [
        'refund_id', 'tid', 'oid', 'status', 'refund_type', 'demand', 'return_goods', 'reason',
        'refund_fee', 'created', 'modified', 'refund_success_time'
    ]) }}

),

renamed as (

    select
        -- ids
        record.refund_id,
        record.tid as order_id,
        nullif(record.oid, '') as order_item_id,

        -- strings
        record.status,
        case
            when record.demand = '3' then 'exchange'
            when record.demand = '2' or record.return_goods = 'true' then 'return'
            else 'refund'
        end as refund_type,

        -- numerics
        try_cast(record.reason as integer) as reason_code,
        {{ yuan('record.refund_fee') }} as refund_amount,

        -- booleans
        coalesce(record.status = 'SUCCESS', false) as is_refunded,

        -- timestamps
        {{ youzan_instant('record.created') }} as created_at,
        {{ youzan_instant('record.modified') }} as updated_at,
        {{ youzan_instant('record.refund_success_time') }} as completed_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
