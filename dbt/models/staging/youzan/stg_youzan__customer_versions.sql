with source as (

    {{ all_versions('youzan', 'customers', [
        'yz_open_id', 'name.token', 'name.status', 'mobile.token', 'mobile.status', 'gender',
        'created_at'
    ]) }}

),

renamed as (

    select
        -- ids
        record.yz_open_id,

        -- protected
        record.name.token as name_token,
        record.name.status as name_status,
        record.mobile.token as phone_token,
        record.mobile.status as phone_status,

        -- strings
        {{ youzan_gender('record.gender') }} as gender,

        -- timestamps
        {{ youzan_instant('record.created_at') }} as created_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
