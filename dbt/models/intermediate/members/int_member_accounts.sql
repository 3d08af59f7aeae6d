with users as (

    select * from {{ ref('int_member_users') }}
    where one_id is not null

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where one_id is not null

),

-- a brand user may come in through several mini programs and has one account
app_accounts as (

    select
        one_id,
        inviter_login_id,
        member_level,
        coalesce(points, 0) as points,
        0 as stored_value,
        registered_at,
        0 as card_count
    from users
    qualify
        row_number() over (
            partition by coalesce(login_id, concat(appid, '|', openid))
            order by observed_at desc, appid, openid
        ) = 1

),

card_accounts as (

    select
        one_id,
        cast(null as varchar) as inviter_login_id,
        member_level,
        coalesce(points, 0) as points,
        coalesce(stored_value, 0) as stored_value,
        opened_at as registered_at,
        1 as card_count
    from cards

),

accounts as (

    select * from app_accounts
    union all
    select * from card_accounts

),

members as (

    select
        one_id,
        min(registered_at) as registered_at,
        nullif(
            substr(
                max(concat({{ level_rank('member_level') }}, '|', coalesce(member_level, ''))), 3
            ),
            ''
        ) as member_level,
        sum(points) as points,
        cast(sum(stored_value) as decimal(18, 2)) as stored_value,
        sum(card_count) as card_count,
        min(inviter_login_id) as inviter_login_id
    from accounts
    group by one_id

)

select * from members
