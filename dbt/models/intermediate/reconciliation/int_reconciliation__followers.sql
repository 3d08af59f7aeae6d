with followings as (

    select
        account,
        openid,
        event_date,
        case event_type when 'follow' then 1 else -1 end as step,
        row_number() over (
            partition by account, openid order by occurred_at, event_type
        ) as event_number
    from {{ ref('fct_follow_events') }}

),

-- Whose first event known is leaving had followed before the first day that was pulled.
steps as (

    select
        account,
        event_date,
        step
    from followings
    union all
    select
        account,
        cast('1970-01-01' as date) as event_date,
        1 as step
    from followings
    where event_number = 1 and step = -1

),

days as (

    select
        account,
        ref_date as business_date,
        max(cumulate_user) as said
    from {{ ref('stg_wechat_official_account__user_cumulate') }}
    where cumulate_user is not null
    group by account, ref_date

),

changes as (

    select
        account,
        event_date as business_date,
        sum(step) as change,
        cast(null as integer) as said
    from steps
    group by account, event_date
    union all
    select
        account,
        business_date,
        0 as change,
        said
    from days

),

counted as (

    select
        account,
        business_date,
        said,
        sum(change) over (
            partition by account
            order by business_date
            range between unbounded preceding and current row
        ) as followers
    from changes

)

select
    'followers' as proof,
    account as subject,
    concat(account, '|', cast(business_date as varchar)) as record_id,
    business_date,
    cast(said as decimal(18, 2)) as source_value,
    cast(followers as decimal(18, 2)) as published_value,
    case when said <> followers then 'count_differs' end as difference
from counted
where said is not null
