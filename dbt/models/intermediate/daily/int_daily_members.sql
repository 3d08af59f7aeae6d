with members as (

    select * from {{ ref('dim_members') }}

),

arrivals as (

    select
        {{ business_date('first_seen_at') }} as business_date,
        1 as new_members,
        0 as new_registrations
    from members
    where first_seen_at is not null

    union all

    select
        {{ business_date('registered_at') }} as business_date,
        0 as new_members,
        1 as new_registrations
    from members
    where registered_at is not null

),

days as (

    select
        business_date,
        sum(new_members) as new_members,
        sum(new_registrations) as new_registrations
    from arrivals
    group by business_date

)

select * from days
