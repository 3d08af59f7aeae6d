with source as (

    {{ all_versions('offline', 'members', [
        'member_no', 'phone.token', 'phone.mask', 'phone.status', 'name.token', 'name.mask',
        'name.status',
        'gender', 'birthday', 'level', 'points', 'stored_value', 'open_date', 'unionid', '_snapshot_date', '_file'
    ]) }}

),

renamed as (

    select
        -- ids
        replace(record_key, '~late', '') as member_row_id,
        nullif(trim(record.member_no), '') as member_no,
        nullif(record.unionid, '') as unionid,
        record._file as file_id,

        -- protected
        record.phone.token as phone_token,
        record.phone.mask as phone_mask,
        record.phone.status as phone_status,
        record.name.token as name_token,
        record.name.mask as name_mask,
        record.name.status as name_status,

        -- strings
        {{ gender('record.gender') }} as gender,
        nullif(record.level, '') as member_level,

        -- numerics
        try_cast(record.points as integer) as points,
        {{ yuan('record.stored_value') }} as stored_value,

        -- dates and timestamps
        try_cast(record.birthday as date) as birthday,
        try_cast(record._snapshot_date as date) as snapshot_date,
        {{ from_local('try_cast(record.open_date as timestamp)') }} as opened_at,

        -- landing
        replace(record_key, '~late', '') as record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
