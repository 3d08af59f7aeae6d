with source as (

    {{ latest_record('wechat_shop', 'coupons', [
        'coupon_id', 'type', 'status', 'create_time', 'update_time', 'coupon_info.name',
        'coupon_info.discount_info.discount_fee', 'coupon_info.discount_info.discount_num',
        'coupon_info.discount_info.discount_condition.product_price',
        'coupon_info.discount_info.discount_condition.product_cnt',
        'coupon_info.receive_info.start_time', 'coupon_info.receive_info.end_time',
        'coupon_info.receive_info.limit_num_one_person', 'coupon_info.receive_info.total_num',
        'coupon_info.valid_info.valid_type', 'coupon_info.valid_info.valid_day_num',
        'coupon_info.valid_info.start_time', 'coupon_info.valid_info.end_time',
        'stock_info.issued_num', 'stock_info.receive_num', 'stock_info.used_num'
    ]) }}

),

details as (

    select
        *,
        record.coupon_info.discount_info,
        record.coupon_info.discount_info.discount_condition,
        record.coupon_info.receive_info,
        record.coupon_info.valid_info,
        record.stock_info
    from source

),

renamed as (

    select
        -- ids
        record.coupon_id,

        -- strings
        record.coupon_info.name as coupon_name,
        case record.status
            when '1' then 'draft'
            when '2' then 'in_force'
            when '3' then 'expired'
            when '4' then 'void'
            when '5' then 'deleted'
            else 'unknown'
        end as coupon_status,

        -- numerics
        try_cast(record.type as integer) as coupon_type,
        {{ fen_to_yuan('discount_info.discount_fee') }} as discount_amount,
        try_cast(discount_info.discount_num as decimal(9, 3)) / 1000 as discount_rate,
        {{ fen_to_yuan('discount_condition.product_price') }} as threshold_amount,
        try_cast(discount_condition.product_cnt as integer) as threshold_quantity,
        try_cast(receive_info.total_num as bigint) as total_count,
        try_cast(receive_info.limit_num_one_person as integer) as limit_per_member,
        try_cast(stock_info.issued_num as bigint) as left_count,
        try_cast(stock_info.receive_num as bigint) as received_count,
        try_cast(stock_info.used_num as bigint) as used_count,
        try_cast(valid_info.valid_day_num as integer) as valid_days,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,
        {{ from_epoch_seconds('record.update_time') }} as updated_at,
        {{ from_epoch_seconds('receive_info.start_time') }} as receivable_from,
        {{ from_epoch_seconds('receive_info.end_time') }} as receivable_until,
        {{ from_epoch_seconds('valid_info.start_time') }} as valid_from,
        {{ from_epoch_seconds('valid_info.end_time') }} as valid_until,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from details

)

select * from renamed
