{{ config(materialized='increment', noted=['account', 'member_row_id']) }}

with source as (

    {{ latest_record('offline', 'members', [
        'member_no', 'phone.token', 'phone.mask', 'phone.status', 'name.token', 'name.mask',
        'name.status',
        'nickname.mask', 'gender', 'birthday', 'birthday_lunar', 'level', 'points', 'points_total', 'stored_value',
        'growth', 'open_date', 'open_store', 'last_purchase', 'purchase_count', 'purchase_amount',
        'guide.token', 'guide.mask', 'status', 'tags', 'unionid', '_snapshot_date',
        'platform'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as member_row_id,
        nullif(trim(record.member_no), '') as member_no,
        nullif(record.unionid, '') as unionid,

        -- protected
        record.phone.token as phone_token,
        record.phone.mask as phone_mask,
        record.phone.status as phone_status,
        record.name.token as name_token,
        record.name.mask as name_mask,
        record.name.status as name_status,
        record.nickname.mask as nickname_mask,
        record.guide.token as guide_token,
        record.guide.mask as guide_mask,

        -- strings
        {{ gender('record.gender') }} as gender,
        nullif(record.level, '') as member_level,
        nullif(record.open_store, '') as open_store,
        nullif(record.status, '') as card_status,
        record.tags,
        nullif(record.platform, '') as platform,
        nullif(record.birthday_lunar, '') as birthday_lunar,
        case
            when nullif(record.birthday_lunar, '') is not null then 'lunar'
            when try_cast(record.birthday as date) is not null then 'solar'
        end as birthday_calendar,

        -- numerics
        try_cast(record.points as integer) as points,
        try_cast(record.points_total as integer) as points_total,
        try_cast(record.growth as integer) as growth,
        try_cast(record.purchase_count as integer) as purchase_count,
        {{ yuan('record.purchase_amount') }} as purchase_amount,
        {{ yuan('record.stored_value') }} as stored_value,

        -- dates and timestamps
        try_cast(record.birthday as date) as birthday,
        try_cast(record._snapshot_date as date) as snapshot_date,
        {{ from_local('try_cast(record.open_date as timestamp)') }} as opened_at,
        {{ from_local('try_cast(record.last_purchase as timestamp)') }} as last_purchased_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
