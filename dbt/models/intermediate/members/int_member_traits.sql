with profiles as (

    select * from {{ ref('int_member_profiles') }}

),

habits as (

    select * from {{ ref('int_member_habits') }}

),

engagement as (

    select * from {{ ref('int_member_engagement') }}

),

follows as (

    select * from {{ ref('int_member_follows') }}

),

-- Whole years: one less while this year's birthday is still to come.
ages as (

    select
        one_id,
        year({{ as_of() }}) - year(birthday)
        - case
            when
                month(birthday) * 100 + day(birthday)
                > month({{ as_of() }}) * 100 + day({{ as_of() }})
                then 1
            else 0
        end as age_years
    from profiles
    where birthday is not null

),

second_choices as (

    select
        one_id,
        choice as second_category,
        share as second_category_share
    from {{ ref('int_member_preferences') }}
    where dimension = 'category' and preference_rank = 2

)

select
    profiles.one_id,
    case
        when ages.age_years between 0 and 110 then cast(ages.age_years as integer)
    end as age_years,
    profiles.phone_masked is not null as has_phone,
    case when profiles.name_masked is not null then 1 else 0 end
    + case when profiles.phone_masked is not null then 1 else 0 end
    + case when profiles.birthday is not null then 1 else 0 end
    + case when coalesce(profiles.gender, 'unknown') <> 'unknown' then 1 else 0 end
    + case when profiles.city is not null then 1 else 0 end as known_attributes,
    {{ business_date('follows.last_followed_at') }} as last_followed_date,
    {% for name in ['store_orders', 'online_orders', 'gift_orders', 'discounted_orders',
        'live_orders', 'refunded_orders_90d', 'store_count', 'category_count', 'product_count'] -%}
    coalesce(habits.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    habits.largest_order_amount,
    habits.first_order_amount,
    habits.average_gap_days,
    habits.units_per_order,
    habits.price_position,
    habits.preferred_product,
    second_choices.second_category,
    second_choices.second_category_share,
    {% for name in ['guide_count', 'group_count', 'messages_sent_90d', 'unfollow_count',
        'survey_count', 'touches_7d'] -%}
    coalesce(engagement.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    engagement.guide,
    engagement.wecom_added_date,
    engagement.group_joined_date,
    engagement.follow_scene,
    engagement.last_survey_date,
    engagement.purchase_reason,
    engagement.taste,
    engagement.recommendation
from profiles
left join ages on profiles.one_id = ages.one_id
left join habits on profiles.one_id = habits.one_id
left join engagement on profiles.one_id = engagement.one_id
left join follows on profiles.one_id = follows.one_id
left join second_choices on profiles.one_id = second_choices.one_id
