{{ config(materialized='view') }}

with changed_lines as (

    select order_id from {{ changed('stg_wechat_shop__order_items') }}
    union
    select order_id from {{ changed('int_orders__youzan_lines') }}
    union
    select order_id from {{ changed('int_orders__file_orders') }}
    union
    select order_no as order_id from {{ changed('stg_offline__order_items') }}
    union
    select order_id from {{ changed('int_orders__sale_lines') }}

)

select order_id from changed_lines
where order_id is not null
