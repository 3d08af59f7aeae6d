{{ config(materialized='increment', noted=['account', 'external_userid']) }}

with source as (

    {{ latest_record('wecom', 'customers', [
        'external_contact.external_userid', 'external_contact.unionid',
        'external_contact.type', 'external_contact.gender', 'external_contact.name.token',
        'external_contact.name.mask', 'external_contact.corp_name.token', 'follow_info.userid',
        'follow_info.createtime', 'follow_info.add_way', 'follow_info.state',
        'follow_info.oper_userid', 'follow_info.tag_id', 'follow_info.remark.token',
        'follow_info.remark.mask', 'follow_info.wechat_channels.source', 'is_gone'
    ]) }}

),

renamed as (

    select
        -- ids
        record.external_contact.external_userid,
        record.follow_info.userid,
        nullif(record.external_contact.unionid, '') as unionid,
        nullif(record.follow_info.oper_userid, '') as operator_userid,

        -- protected
        record.external_contact.name.token as nickname_token,
        record.external_contact.name.mask as nickname_mask,
        record.follow_info.remark.token as remark_token,
        record.follow_info.remark.mask as remark_mask,
        record.external_contact.corp_name.token as corp_name_token,

        -- strings
        case record.external_contact.gender
            when '1' then 'male' when '2' then 'female' else 'unknown'
        end as gender,
        nullif(record.follow_info.state, '') as channel_state,
        record.follow_info.tag_id as tag_ids,

        -- numerics
        try_cast(record.external_contact.type as integer) as contact_type_code,
        try_cast(record.follow_info.add_way as integer) as add_way_code,
        try_cast(record.follow_info.wechat_channels.source as integer) as channels_source_code,

        -- booleans
        coalesce(record.is_gone = 'true', false) as is_gone,

        -- timestamps
        {{ from_epoch_seconds('record.follow_info.createtime') }} as added_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
