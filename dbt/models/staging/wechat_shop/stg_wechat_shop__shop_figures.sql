with source as (

    {{ latest_record('wechat_shop', 'shop_figures', [
        'ds', 'pay_gmv', 'pay_uv', 'pay_order_cnt', 'pay_refund_gmv', 'product_click_uv',
        'live_pay_gmv', 'feed_pay_gmv'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ compact_date('record.ds') }} as ref_date,

        -- numerics
        {{ fen_to_yuan('record.pay_gmv') }} as paid_amount,
        {{ fen_to_yuan('record.pay_refund_gmv') }} as refund_amount,
        {{ fen_to_yuan('record.live_pay_gmv') }} as live_paid_amount,
        {{ fen_to_yuan('record.feed_pay_gmv') }} as short_video_paid_amount,
        try_cast(record.pay_uv as bigint) as buyers,
        try_cast(record.pay_order_cnt as bigint) as paid_orders,
        try_cast(record.product_click_uv as bigint) as product_viewers,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
