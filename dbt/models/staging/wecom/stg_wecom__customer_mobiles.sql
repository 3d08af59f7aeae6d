with source as (

    select
        *,
        {{ json_record('mobile', ['token', 'mask', 'status']) }} as noted
    from (
        select
            *,
            unnest({{ json_items('payload', '$.follow_info.remark_mobiles') }}) as mobile
        from (
            {{ all_versions('wecom', 'customers', [
                'external_contact.external_userid', 'follow_info.userid', 'follow_info.createtime'
            ]) }}
        ) as versions
    ) as mobiles

),

noted as (

    select
        -- ids
        record.external_contact.external_userid,
        record.follow_info.userid,

        -- protected
        noted.token as phone_token,
        noted.mask as phone_mask,
        noted.status as phone_status,

        -- timestamps
        {{ from_epoch_seconds('record.follow_info.createtime') }} as added_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source
    where noted.token is not null

),

-- A note that stays the same lands with every version of the relation; it is said once.
first_noted as (

    select *
    from noted
    qualify
        row_number() over (
            partition by account, record_key, phone_token
            order by landed_seq, landed_position
        ) = 1

)

select * from first_noted
