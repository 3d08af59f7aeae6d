with source as (

    {{ all_versions('wecom', 'customers', [
        'external_contact.external_userid', 'external_contact.unionid',
        'external_contact.gender', 'follow_info.userid', 'follow_info.createtime', 'is_gone'
    ]) }}

),

renamed as (

    select
        -- ids
        record.external_contact.external_userid,
        record.follow_info.userid,
        nullif(record.external_contact.unionid, '') as unionid,

        -- booleans
        coalesce(record.is_gone = 'true', false) as is_gone,

        -- timestamps
        {{ from_epoch_seconds('record.follow_info.createtime') }} as added_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
