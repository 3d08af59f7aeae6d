with source as (

    select * from {{ landing('wechat_shop', 'products') }}
    {{ latest_record() }}

),

renamed as (

    select
        account,
        record_key as product_id,
        {{ json_text('payload', '$.title') }} as product_name
    from source

)

select * from renamed
