{{ config(materialized='increment', noted=['account', 'openid']) }}

with source as (

    {{ latest_record('wechat_shop', 'member_scores', ['openid', 'score']) }}

),

renamed as (

    select
        -- ids
        record.openid,

        -- numerics
        try_cast(record.score as bigint) as points,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
