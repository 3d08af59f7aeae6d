with source as (

    {{ latest_record('youzan', 'coupons', [
        'yz_open_id', 'voucher_identity.coupon_id', 'voucher_identity.coupon_type', 'activity_id',
        'send_source', 'send_at', 'valid_start_time', 'valid_end_time', 'verified_at', 'value',
        'order_preferential_value', 'preferential_mode'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as coupon_id,
        record.yz_open_id,
        nullif(record.activity_id, '') as activity_id,
        {{ json_text('payload', '$.verified_in_order_nos[0]') }} as used_in_order_id,

        -- strings
        case record.voucher_identity.coupon_type when '1' then 'code' else 'coupon' end
            as coupon_type,
        case record.preferential_mode
            when '1' then 'cash'
            when '2' then 'discount'
            when '3' then 'exchange'
        end as benefit,
        nullif(record.send_source, '') as send_source,

        -- numerics
        {{ fen_to_yuan('record.value') }} as face_value,
        {{ fen_to_yuan('record.order_preferential_value') }} as used_value,

        -- timestamps
        {{ youzan_instant('record.send_at') }} as received_at,
        {{ youzan_instant('record.valid_start_time') }} as valid_from_at,
        {{ youzan_instant('record.valid_end_time') }} as valid_until_at,
        {{ youzan_instant('record.verified_at') }} as used_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
