with users as (

    select * from {{ ref('int_member_users') }}
    where one_id is not null

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where one_id is not null

),

brand_accounts as (

    select
        one_id,
        member_card_no,
        inviter_login_id,
        member_level,
        coalesce(points, 0) as points,
        0 as stored_value,
        registered_at,
        true as is_app_account
    from users
    qualify row_number() over (
        partition by coalesce(login_id, concat(appid, openid))
        order by observed_at desc, appid, openid
    ) = 1

),

bound_cards as (

    select distinct
        one_id,
        member_card_no
    from brand_accounts
    where member_card_no is not null

),

card_accounts as (

    select
        cards.one_id,
        cards.member_no as member_card_no,
        cast(null as varchar) as inviter_login_id,
        cards.member_level,
        case when bound_cards.one_id is null then coalesce(cards.points, 0) else 0 end as points,
        coalesce(cards.stored_value, 0) as stored_value,
        cards.opened_at as registered_at,
        false as is_app_account
    from cards
    left join bound_cards
        on cards.one_id = bound_cards.one_id and cards.member_no = bound_cards.member_card_no

),

unioned as (

    select * from brand_accounts
    union all
    select * from card_accounts

),

members as (

    select
        one_id,
        min(registered_at) as registered_at,
        substr(max(concat({{ level_rank('member_level') }}, '|', member_level)), 3) as member_level,
        sum(points) as points,
        cast(sum(stored_value) as decimal(18, 2)) as stored_value,
        count(*) filter (where not is_app_account) as card_count,
        min(inviter_login_id) as inviter_login_id
    from unioned
    group by one_id

)

select * from members
