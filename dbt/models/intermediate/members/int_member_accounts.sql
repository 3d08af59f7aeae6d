{{ config(materialized='compared', key=['one_id'], compared=['registered_at']) }}

with accounts as (

    select * from {{ ref('int_accounts') }}
    where one_id is not null

),

attributes as (

    select * from {{ ref('int_member_survivors') }}

),

held as (

    select
        one_id,
        max(value) filter (where attribute = 'member_level') as member_level,
        cast(max(value) filter (where attribute = 'registered_at') as timestamp) as registered_at,
        cast(max(value) filter (where attribute = 'points') as integer) as points,
        cast(max(value) filter (where attribute = 'stored_value') as decimal(18, 2))
            as stored_value
    from attributes
    group by one_id

),

members as (

    select
        one_id,
        count(*) filter (where program = 'store_card') as card_count,
        coalesce(sum(points) filter (where program = 'youzan'), 0) as youzan_points,
        min(inviter_login_id) as inviter_login_id
    from accounts
    group by one_id

)

select
    members.one_id,
    held.registered_at,
    held.member_level,
    coalesce(held.points, 0) as points,
    cast(coalesce(held.stored_value, 0) as decimal(18, 2)) as stored_value,
    members.youzan_points,
    members.card_count,
    members.inviter_login_id
from members
left join held on members.one_id = held.one_id
