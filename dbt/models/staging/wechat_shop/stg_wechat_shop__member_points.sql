{{ config(
    materialized='compared',
    key=['openid', 'row_number_of_member', 'revision'],
    compared=['*']
) }}

with source as (

    {{ latest_record('wechat_shop', 'member_points', [
        'openid', 'number', 'revision', 'score', 'source', 'is_withdrawn'
    ]) }}

),

renamed as (

    select
        -- ids
        record.openid,
        try_cast(record.number as integer) as row_number_of_member,

        -- strings
        case record.source
            when '1' then 'purchase'
            when '2' then 'order'
            when '3' then 'redeem_goods'
            when '4' then 'redeem_coupon'
            when '5' then 'order_deduction'
            when '6' then 'aftersale'
            when '7' then 'console_added'
            when '8' then 'console_taken'
            when '9' then 'task'
            else 'other'
        end as reason,

        -- numerics
        try_cast(record.revision as integer) as revision,
        try_cast(record.score as bigint) as points,

        -- booleans
        coalesce(try_cast(record.is_withdrawn as boolean), false) as is_withdrawn,

        -- timestamps
        fetched_at as seen_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
qualify
    row_number() over (
        partition by account, openid, row_number_of_member
        order by revision desc, landed_seq desc, landed_position desc
    ) = 1
