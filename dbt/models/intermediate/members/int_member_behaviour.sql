with events as (

    select * from {{ ref('fct_events') }}
    where
        one_id is not null
        and event_date > {{ add_days(as_of(), -90) }}

),

counts as (

    select
        one_id,
        event_type,
        count(*) as event_count,
        count(*) filter (where event_date > {{ add_days(as_of(), -30) }}) as event_count_30d,
        max(event_date) as last_date
    from events
    group by one_id, event_type

),

-- Where a ledger holds the coupons, points and invitations of all channels, it counts, not the log.
recorded as (

    select
        one_id,
        'coupon_receive' as event_type,
        received_date as event_date
    from {{ ref('fct_coupons') }}
    union all
    select
        one_id,
        'coupon_use' as event_type,
        used_date as event_date
    from {{ ref('fct_coupons') }}
    union all
    select
        one_id,
        'points_redeem' as event_type,
        entry_date as event_date
    from {{ ref('fct_points') }}
    where kind = 'redeem' and is_counted
    union all
    select
        inviter_one_id as one_id,
        'invite' as event_type,
        invited_date as event_date
    from {{ ref('fct_referrals') }}
    where kind = 'invitation' and not is_self_referral and not is_in_ring

),

tallies as (

    select
        one_id,
        event_type,
        case
            when event_type in ('coupon_receive', 'coupon_use', 'points_redeem', 'invite') then 0
            else event_count
        end as event_count,
        event_count_30d,
        last_date
    from counts
    union all
    select
        one_id,
        event_type,
        count(*) as event_count,
        0 as event_count_30d,
        cast(null as date) as last_date
    from recorded
    where one_id is not null and event_date > {{ add_days(as_of(), -90) }}
    group by one_id, event_type

),

interests as (

    select
        one_id,
        category,
        count(*) as view_count,
        max(event_date) as last_date
    from events
    where event_type = 'product_view' and category is not null
    group by one_id, category

),

top_interests as (

    select
        one_id,
        category,
        view_count,
        sum(view_count) over (partition by one_id) as total_views
    from interests
    qualify
        row_number() over (
            partition by one_id
            order by view_count desc, last_date desc, category
        ) = 1

),

members as (

    select
        one_id,
        max(last_date) filter (where {{ is_own_act('event_type') }}) as last_active_date,
        {%- for event_type, name in behaviour_counts().items() %}
        cast(coalesce(
            sum(event_count) filter (where event_type = '{{ event_type }}'), 0
        ) as integer) as {{ name }}_90d,
        {%- endfor %}
        cast(coalesce(
            sum(event_count_30d) filter (where event_type = 'app_launch'), 0
        ) as integer) as visits_30d
    from tallies
    group by one_id

),

behaviour as (

    select
        members.*,
        top_interests.category as interest_category,
        cast(top_interests.view_count / top_interests.total_views as decimal(9, 4))
            as interest_category_share
    from members
    left join top_interests on members.one_id = top_interests.one_id

)

select * from behaviour
