with source as (

    {{ latest_record('wechat_shop', 'member_coupons', [
        'openid', 'unionid', 'user_coupon.user_coupon_id', 'user_coupon.coupon_id',
        'user_coupon.status', 'user_coupon.create_time', 'user_coupon.update_time',
        'user_coupon.start_time', 'user_coupon.end_time', 'user_coupon.ext_info.use_time',
        'user_coupon.order_id', 'user_coupon.discount_fee'
    ]) }}

),

states as (

    select
        *,
        record.user_coupon,
        record.user_coupon.ext_info,
        min({{ landing_order('first_landed_seq', 'first_landed_position') }}) over (
            partition by account, record.user_coupon.user_coupon_id
        ) as first_order
    from source

),

renamed as (

    select
        -- ids
        user_coupon.user_coupon_id as member_coupon_id,
        user_coupon.coupon_id,
        record.openid,
        nullif(record.unionid, '') as unionid,
        nullif(user_coupon.order_id, '') as order_id,

        -- strings
        case user_coupon.status
            when '100' then 'valid'
            when '101' then 'expired'
            when '102' then 'used'
            else 'unknown'
        end as coupon_status,

        -- numerics
        {{ fen_to_yuan('user_coupon.discount_fee') }} as discount_amount,

        -- timestamps
        {{ from_epoch_seconds('user_coupon.create_time') }} as received_at,
        {{ from_epoch_seconds('user_coupon.update_time') }} as updated_at,
        {{ from_epoch_seconds('user_coupon.start_time') }} as valid_from,
        {{ from_epoch_seconds('user_coupon.end_time') }} as valid_until,
        {{ from_epoch_seconds('ext_info.use_time') }} as used_at,

        -- landing
        {{ landing_order_seq('first_order') }} as first_landed_seq,
        {{ landing_order_position('first_order') }} as first_landed_position,
        {{ landed_columns() }}
    from states

)

select * from renamed
qualify
    row_number() over (
        partition by account, member_coupon_id
        order by updated_at desc nulls last, landed_seq desc, landed_position desc
    ) = 1
