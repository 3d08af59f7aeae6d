with members as (

    select * from {{ ref('dim_members') }}

),

policies as (

    select * from {{ ref('member_contact_policy') }}

),

coupons as (

    select
        one_id,
        count(*) as coupon_count,
        min(valid_until) as next_lapse_at
    from {{ ref('fct_coupons') }}
    where
        one_id is not null
        and coupon_status = 'unused'
        and (valid_until is null or {{ business_date('valid_until') }} >= {{ as_of() }})
    group by one_id

),

judged as (

    select
        members.one_id,
        members.is_registered,
        members.consumption_stage,
        members.activity_stage,
        members.order_count,
        members.points,
        coalesce(coupons.coupon_count, 0) as coupon_count,
        coupons.next_lapse_at,
        policies.may_contact,
        policies.reason as contact_reason,
        case
            when policies.may_wecom_private then 'wecom_private'
            when policies.may_template_message then 'template_message'
            when policies.may_sms then 'sms'
        end as channel,
        policies.next_possible_at,
        case
            when not members.is_registered then 'invite_to_register'
            when members.order_count = 0 and coupons.coupon_count > 0 then 'remind_of_coupon'
            when members.order_count = 0 then 'send_new_member_coupon'
            when members.order_count = 1 and coupons.coupon_count > 0 then 'remind_of_coupon'
            when members.order_count = 1 then 'send_repurchase_coupon'
            when
                members.activity_stage in ('silent', 'at_risk', 'churned')
                and coupons.coupon_count > 0
                then 'remind_of_coupon'
            when members.activity_stage in ('silent', 'at_risk', 'churned') then 'win_back'
            when members.points >= {{ var('next_action_minimum_points') }} then 'redeem_points'
            else 'ask_for_referral'
        end as action
    from members
    inner join policies on members.one_id = policies.one_id
    left join coupons on members.one_id = coupons.one_id

),

worded as (

    select
        *,
        concat(
            cast(order_count as varchar),
            case order_count when 1 then ' purchase, ' else ' purchases, ' end,
            activity_stage
        ) as standing,
        concat(
            cast(coupon_count as varchar),
            case coupon_count when 1 then ' unused coupon' else ' unused coupons' end
        ) as coupons_at_hand,
        case
            when next_lapse_at is null then ''
            else concat(', the next until ', cast({{ business_date('next_lapse_at') }} as varchar))
        end as lapse,
        concat(
            cast(order_count as varchar), ' 次购买，',
            {{ stage_label_zh('activity', 'activity_stage') }}
        ) as standing_zh,
        concat(cast(coupon_count as varchar), ' 张未用券') as coupons_at_hand_zh,
        case
            when next_lapse_at is null then ''
            else concat(
                    '，最近一张用到 ', cast({{ business_date('next_lapse_at') }} as varchar)
                )
        end as lapse_zh
    from judged

)

select
    one_id,
    {{ as_of() }} as action_date,
    action,
    consumption_stage,
    activity_stage,
    channel,
    channel is not null as is_allowed_now,
    case
        when channel is not null then 'allowed'
        when may_contact then 'only_group_or_moments'
        else contact_reason
    end as contact_reason,
    next_possible_at,
    case action
        when 'invite_to_register' then concat('Not registered, ', standing)
        when 'send_new_member_coupon' then 'Registered, nothing bought yet, no coupon at hand'
        when 'send_repurchase_coupon' then concat(standing, ', no coupon at hand')
        when 'remind_of_coupon'
            then concat(standing, ', ', coupons_at_hand, lapse)
        when 'win_back' then concat(standing, ', no coupon at hand')
        when 'redeem_points' then concat(standing, ', ', cast(points as varchar), ' points')
        else concat(standing, ', too few points to redeem')
    end as reason,
    case action
        when 'invite_to_register' then concat('未入会，', standing_zh)
        when 'send_new_member_coupon' then '已入会，尚未购买，手上没有券'
        when 'send_repurchase_coupon' then concat(standing_zh, '，手上没有券')
        when 'remind_of_coupon' then concat(standing_zh, '，', coupons_at_hand_zh, lapse_zh)
        when 'win_back' then concat(standing_zh, '，手上没有券')
        when 'redeem_points' then concat(standing_zh, '，', cast(points as varchar), ' 积分')
        else concat(standing_zh, '，积分不够兑换')
    end as reason_zh
from worded
