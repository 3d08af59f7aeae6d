with source as (

    {{ latest_record('wechat_official_account', 'tag_members', [
        'tagid', 'openid', 'is_member'
    ]) }}

),

renamed as (

    select
        -- ids
        record.tagid as tag_id,
        record.openid,

        -- booleans
        coalesce(try_cast(record.is_member as boolean), false) as is_member,

        -- timestamps
        fetched_at as seen_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
