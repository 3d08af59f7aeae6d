with products as (

    select * from {{ ref('dim_products') }}

),

sold as (

    select * from {{ ref('int_product_sales') }}

),

returned as (

    select
        product_id,
        {{ month_start('refund_date') }} as month_start,
        count(*) as refunds,
        sum(refund_amount) as refund_amount
    from {{ ref('fct_refunds') }}
    where product_id is not null and refund_date < {{ as_of() }}
    group by product_id, {{ month_start('refund_date') }}

),

looked_at as (

    select * from {{ ref('int_product_views') }}

),

-- From the first month in which anything of a product happened it has a row a month, also when it
-- rests: a product that does not sell must be seen.
first_months as (

    select
        product_id,
        min(month_start) as first_month
    from (
        select
            product_id,
            month_start
        from sold
        union all
        select
            product_id,
            month_start
        from returned
        union all
        select
            products.product_id,
            looked_at.month_start
        from products
        inner join looked_at on products.shop_product_id = looked_at.shop_product_id
    ) as seen
    group by product_id

),

months as (

    select distinct {{ month_start('business_date') }} as month_start
    from {{ ref('kpi_daily') }}

),

rows_wanted as (

    select
        products.product_id,
        products.product_name,
        products.category,
        products.shop_product_id,
        products.is_on_sale,
        months.month_start
    from products
    inner join first_months on products.product_id = first_months.product_id
    inner join months on first_months.first_month <= months.month_start

),

joined as (

    select
        rows_wanted.*,
        coalesce(sold.units, 0) as units,
        coalesce(sold.orders, 0) as orders,
        coalesce(sold.buyers, 0) as buyers,
        coalesce(sold.gross_amount, 0) as gross_amount,
        coalesce(sold.discount_amount, 0) as discount_amount,
        coalesce(sold.item_amount, 0) as item_amount,
        coalesce(returned.refunds, 0) as refunds,
        coalesce(returned.refund_amount, 0) as refund_amount,
        coalesce(looked_at.page_views, 0) as page_views,
        coalesce(looked_at.viewers, 0) as viewers,
        coalesce(looked_at.cart_adds, 0) as cart_adds
    from rows_wanted
    left join sold
        on
            rows_wanted.product_id = sold.product_id
            and rows_wanted.month_start = sold.month_start
    left join returned
        on
            rows_wanted.product_id = returned.product_id
            and rows_wanted.month_start = returned.month_start
    left join looked_at
        on
            rows_wanted.shop_product_id = looked_at.shop_product_id
            and rows_wanted.month_start = looked_at.month_start

),

ranked as (

    select
        *,
        sum(item_amount) over (partition by month_start) as month_amount,
        row_number() over (partition by month_start order by item_amount desc, product_id)
            as revenue_rank,
        sum(item_amount) over (
            partition by month_start
            order by item_amount desc, product_id
            rows between unbounded preceding and current row
        ) - item_amount as amount_of_better,
        sum(units) over (
            partition by product_id
            order by month_start
            rows between {{ var('product_slow_months_before') }} preceding and current row
        ) as recent_units,
        count(*) over (
            partition by product_id
            order by month_start
            rows between {{ var('product_slow_months_before') }} preceding and current row
        ) as recent_months
    from joined

)

select
    product_id,
    month_start,
    product_name,
    category,
    cast(units as decimal(18, 3)) as units,
    cast(orders as bigint) as orders,
    cast(buyers as bigint) as buyers,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    cast(discount_amount as decimal(18, 2)) as discount_amount,
    cast(item_amount as decimal(18, 2)) as item_amount,
    cast(refunds as bigint) as refunds,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    {{ rate('item_amount', 'month_amount') }} as revenue_share,
    cast(revenue_rank as integer) as revenue_rank,
    cast(page_views as bigint) as page_views,
    cast(viewers as bigint) as viewers,
    cast(cart_adds as bigint) as cart_adds,
    case
        when item_amount > 0 and amount_of_better < month_amount * {{ var('product_hot_share') }}
            then 'hot'
        when
            is_on_sale
            and recent_units = 0
            and recent_months > {{ var('product_slow_months_before') }}
            then 'slow'
        else 'normal'
    end as standing
from ranked
