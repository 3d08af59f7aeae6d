{{ config(materialized='increment', key=['order_id']) }}

{% call touched() %}
    select order_id from {{ changed('stg_wechat_shop__aftersales') }}
    union
    select order_id from {{ changed('stg_wechat_shop__order_items') }}
    union
    select order_id from {{ changed('stg_youzan__refunds') }}
    union
    select order_id from {{ changed('int_orders__youzan_lines') }}
    union
    select order_id from {{ changed('int_orders__file_orders') }}
    union
    select order_id from {{ changed('int_orders__sale_lines') }}
{% endcall %}

with aftersales as (

    select * from {{ ref('stg_wechat_shop__aftersales') }}
    where {{ is_touched('order_id') }}

),

order_items as (

    select * from {{ ref('stg_wechat_shop__order_items') }}
    where order_id in (select aftersales.order_id from aftersales)

),

ticket_lines as (

    select * from {{ ref('int_orders__ticket_lines') }}
    where {{ is_touched('order_id') }}

),

shop_products as (

    select
        order_id,
        product_id,
        sku_id,
        min(order_item_id) as order_item_id,
        min(sku_code) as sku_code
    from order_items
    group by order_id, product_id, sku_id

),

shop_refunds as (

    select
        aftersales.aftersale_id as refund_id,
        aftersales.order_id,
        {{ channel('shop') }} as channel,
        shop_products.order_item_id,
        {{ product_key('shop_products.sku_code', 'aftersales.product_id') }} as product_id,
        coalesce(aftersales.aftersale_type, 'refund') as refund_type,
        cast(aftersales.quantity as decimal(18, 3)) as quantity,
        aftersales.refund_amount,
        aftersales.created_at as requested_at,
        coalesce(aftersales.completed_at, aftersales.updated_at) as refunded_at
    from aftersales
    left join shop_products
        on
            aftersales.order_id = shop_products.order_id
            and aftersales.product_id = shop_products.product_id
            and aftersales.sku_id = shop_products.sku_id
    where aftersales.is_refunded

),

youzan_refunds as (

    select
        refunds.refund_id,
        refunds.order_id,
        {{ channel('youzan') }} as channel,
        lines.order_item_id,
        case
            when lines.order_item_id is not null
                then {{ product_key('lines.product_code', 'lines.item_id') }}
        end as product_id,
        refunds.refund_type,
        cast(null as decimal(18, 3)) as quantity,
        refunds.refund_amount,
        refunds.created_at as requested_at,
        coalesce(refunds.completed_at, refunds.updated_at) as refunded_at
    from {{ ref('stg_youzan__refunds') }} as refunds
    left join {{ ref('int_orders__youzan_lines') }} as lines
        on
            refunds.order_id = lines.order_id
            and refunds.order_item_id = lines.line_number
    where refunds.is_refunded and {{ is_touched('refunds.order_id') }}

),

file_refunds as (

    select
        concat(order_id, '|file') as refund_id,
        order_id,
        channel,
        cast(null as varchar) as order_item_id,
        cast(null as varchar) as product_id,
        'refund' as refund_type,
        cast(null as decimal(18, 3)) as quantity,
        refunded_amount as refund_amount,
        cast(null as timestamp) as requested_at,
        greatest({{ from_local('cast(refund_seen_on as timestamp)') }}, paid_at) as refunded_at
    from {{ ref('int_orders__file_orders') }}
    where refunded_amount > 0 and paid_at is not null and {{ is_touched('order_id') }}

),

store_returns as (

    select
        sale_line_id as refund_id,
        order_id,
        {{ channel('store') }} as channel,
        cast(null as varchar) as order_item_id,
        {{ product_key('product_code', 'product_name') }} as product_id,
        'store_return' as refund_type,
        quantity,
        paid_amount as refund_amount,
        sold_at as requested_at,
        sold_at as refunded_at
    from ticket_lines
    where is_return

),

unioned as (

    select * from shop_refunds
    union all
    select * from youzan_refunds
    union all
    select * from file_refunds
    union all
    select * from store_returns

)

select * from unioned
