with ways as (

    select * from {{ ref('int_contact_ways') }}

),

caps as (

    select * from {{ ref('int_contact_caps') }}

),

quiet as (

    select distinct one_id
    from {{ ref('int_manual_tags') }}
    where tag_code = 'do_not_disturb'

),

touches as (

    select
        one_id,
        channel,
        status,
        failure_reason,
        sent_date,
        row_number() over (
            partition by one_id, channel
            order by sent_at desc, touch_id
        ) as latest,
        row_number() over (
            partition by one_id, channel, status
            order by sent_at desc, touch_id
        ) as latest_of_status,
        row_number() over (
            partition by one_id, status
            order by sent_at desc, touch_id
        ) as latest_of_all
    from {{ ref('fct_touches') }}
    where
        one_id is not null
        and sent_date <= {{ as_of() }}
        and (
            sent_date > {{ add_days(as_of(), -7) }}
            or sent_date >= {{ month_start(as_of()) }}
            or status = 'failed'
        )

),

counted as (

    select
        touches.one_id,
        touches.channel,
        count(*) filter (
            where touches.status = 'delivered' and touches.sent_date = {{ as_of() }}
        ) as touches_today,
        count(*) filter (
            where touches.status = 'delivered' and touches.sent_date > {{ add_days(as_of(), -7) }}
        ) as touches_7d,
        count(*) filter (
            where
            touches.status = 'delivered' and touches.sent_date >= {{ month_start(as_of()) }}
        ) as touches_month,
        max(touches.sent_date) filter (
            where
            touches.status = 'delivered' and touches.latest_of_status = caps.most_a_week
            and touches.sent_date > {{ add_days(as_of(), -7) }}
        ) as week_full_date,
        bool_or(
            touches.latest = 1 and touches.status = 'failed'
            and (
                touches.failure_reason = 'no_friend'
                or touches.failure_reason like '%block%'
                or touches.failure_reason like '%reject%'
            )
        ) as has_refused,
        max(touches.sent_date) filter (
            where touches.failure_reason = 'month_full'
        ) as month_full_date
    from touches
    inner join caps on touches.channel = caps.channel
    group by touches.one_id, touches.channel

    union all

    select
        one_id,
        channel,
        touches_today,
        touches_7d,
        touches_month,
        week_full_date,
        false as has_refused,
        cast(null as date) as month_full_date
    from {{ ref('int_contact_mass_messages') }}

),

overall as (

    select
        one_id,
        count(*) as touches_7d,
        max(sent_date) filter (where latest_of_all = {{ var('contact_most_a_week') }})
            as week_full_date
    from touches
    where status = 'delivered' and sent_date > {{ add_days(as_of(), -7) }}
    group by one_id

),

joined as (

    select
        ways.one_id,
        ways.channel,
        caps.channel_order,
        quiet.one_id is not null as is_quiet,
        coalesce(counted.has_refused, false) as has_refused,
        coalesce(counted.touches_today, 0) as touches_today,
        coalesce(counted.touches_7d, 0) as touches_7d,
        coalesce(counted.touches_month, 0) as touches_month,
        coalesce(overall.touches_7d, 0) as all_touches_7d,
        counted.touches_today >= caps.most_a_day as is_day_full,
        counted.touches_7d >= caps.most_a_week as is_week_full,
        counted.touches_month >= caps.most_a_month
        or counted.month_full_date >= {{ month_start(as_of()) }} as is_month_full,
        overall.touches_7d >= {{ var('contact_most_a_week') }} as is_overall_full,
        {{ add_days('counted.week_full_date', 7) }} as week_free_date,
        {{ add_days('overall.week_full_date', 7) }} as overall_free_date
    from ways
    inner join caps on ways.channel = caps.channel
    left join quiet on ways.one_id = quiet.one_id
    left join counted on ways.one_id = counted.one_id and ways.channel = counted.channel
    left join overall on ways.one_id = overall.one_id

),

judged as (

    select
        *,
        case
            when is_quiet then 'do_not_disturb'
            when has_refused then 'refused'
            when is_month_full then 'month_full'
            when is_week_full then 'week_full'
            when is_overall_full then 'over_touched'
            when is_day_full then 'day_full'
            else 'allowed'
        end as reason,
        greatest(
            {{ as_of() }},
            case when is_day_full then {{ add_days(as_of(), 1) }} else {{ as_of() }} end,
            case when is_week_full then week_free_date else {{ as_of() }} end,
            case when is_overall_full then overall_free_date else {{ as_of() }} end,
            case when is_month_full then {{ next_month_start(as_of()) }} else {{ as_of() }} end
        ) as next_date
    from joined

)

select
    one_id,
    channel,
    channel_order,
    touches_today,
    touches_7d,
    touches_month,
    all_touches_7d,
    reason = 'allowed' as may_contact,
    reason,
    case
        when reason not in ('do_not_disturb', 'refused')
            then {{ from_local(
                "cast(next_date as timestamp) + interval '" ~ var('contact_quiet_until_hour') ~ "' hour"
            ) }}
    end as next_possible_at
from judged
