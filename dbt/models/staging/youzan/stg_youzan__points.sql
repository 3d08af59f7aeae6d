{{ config(materialized='increment', noted=['points_change_id']) }}

with source as (

    {{ latest_record('youzan', 'points', [
        'yz_open_id', 'amount', 'current', 'description', 'biz_value', 'created_at', 'expired_at'
    ]) }}

),

-- the balances that lie between the changes are rows of stg_youzan__points_balances
renamed as (

    select
        -- ids
        record_key as points_change_id,
        record.yz_open_id,

        -- strings
        nullif(record.description, '') as reason,
        nullif(record.biz_value, '') as reference,

        -- numerics
        try_cast(record.amount as integer) as points,
        try_cast(record.current as integer) as balance,

        -- timestamps
        {{ youzan_instant('record.created_at') }} as changed_at,
        {{ youzan_instant('record.expired_at') }} as expires_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source
    where record.amount is not null

)

select * from renamed
