{{ config(materialized='increment', noted=['account', 'yz_open_id']) }}

with source as (

    {{ latest_record('youzan', 'customers', [
        'yz_open_id', 'name.token', 'name.mask', 'name.status', 'mobile.token', 'mobile.mask',
        'mobile.status', 'gender', 'is_member', 'trade_count', 'points', 'created_at',
        'created_member_at', 'member_created_at'
    ]) }}

),

renamed as (

    select
        -- ids
        record.yz_open_id,

        -- protected
        record.name.token as name_token,
        record.name.mask as name_mask,
        record.name.status as name_status,
        record.mobile.token as phone_token,
        record.mobile.mask as phone_mask,
        record.mobile.status as phone_status,

        -- strings
        {{ youzan_gender('record.gender') }} as gender,

        -- numerics
        try_cast(record.trade_count as integer) as trade_count,
        try_cast(record.points as integer) as points,

        -- booleans
        coalesce(record.is_member in ('1', 'true'), false) as is_member,

        -- timestamps
        {{ youzan_instant('record.created_at') }} as created_at,
        {{ youzan_instant("coalesce(record.created_member_at, record.member_created_at)") }}
            as member_since_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
