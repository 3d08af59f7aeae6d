with growth as (

    select * from {{ ref('stg_wechat_official_account__user_growth') }}

),

cumulated as (

    select * from {{ ref('stg_wechat_official_account__user_cumulate') }}

),

visits as (

    select * from {{ ref('stg_wechat_mini_program__visit_trend_daily') }}

),

figures as (

    select
        ref_date as business_date,
        sum(new_user) as new_followers,
        sum(cancel_user) as lost_followers,
        cast(null as bigint) as followers_total,
        cast(null as bigint) as mini_program_sessions,
        cast(null as bigint) as mini_program_page_views,
        cast(null as bigint) as mini_program_visitors,
        cast(null as bigint) as mini_program_new_visitors
    from growth
    group by ref_date

    union all

    select
        ref_date as business_date,
        null as new_followers,
        null as lost_followers,
        sum(cumulate_user) as followers_total,
        null as mini_program_sessions,
        null as mini_program_page_views,
        null as mini_program_visitors,
        null as mini_program_new_visitors
    from cumulated
    group by ref_date

    union all

    select
        ref_date as business_date,
        null as new_followers,
        null as lost_followers,
        null as followers_total,
        sum(sessions) as mini_program_sessions,
        sum(page_views) as mini_program_page_views,
        sum(visitors) as mini_program_visitors,
        sum(new_visitors) as mini_program_new_visitors
    from visits
    group by ref_date

),

days as (

    select
        business_date,
        sum(new_followers) as new_followers,
        sum(lost_followers) as lost_followers,
        max(followers_total) as followers_total,
        max(mini_program_sessions) as mini_program_sessions,
        max(mini_program_page_views) as mini_program_page_views,
        max(mini_program_visitors) as mini_program_visitors,
        max(mini_program_new_visitors) as mini_program_new_visitors
    from figures
    group by business_date

)

select * from days
