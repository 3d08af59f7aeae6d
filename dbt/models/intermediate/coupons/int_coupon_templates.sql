with shop_templates as (

    select * from {{ ref('stg_wechat_shop__coupons') }}

),

youzan_activities as (

    select * from {{ ref('stg_youzan__coupon_activities') }}

),

templates as (

    select
        {{ channel('shop') }} as channel,
        account,
        coupon_id as template_id,
        coupon_name as template_name,
        discount_amount as face_value,
        threshold_amount,
        valid_days,
        coupon_status = 'in_force' as is_in_force,
        received_count as platform_issued_count,
        used_count as platform_used_count
    from shop_templates
    union all
    select
        {{ channel('youzan') }} as channel,
        account,
        activity_id as template_id,
        activity_name as template_name,
        face_value,
        threshold_amount,
        cast(null as integer) as valid_days,
        not is_invalid and coalesce(
            {{ business_date('valid_until_at') }} >= {{ as_of() }}, true
        ) as is_in_force,
        taken_count as platform_issued_count,
        used_count as platform_used_count
    from youzan_activities

)

select * from templates
