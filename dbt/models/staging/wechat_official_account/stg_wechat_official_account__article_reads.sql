with source as (

    select
        *,
        {{ json_record('item', ['scene_desc', 'user_count']) }} as scene
    from (
        select
            *,
            unnest({{ json_items('payload', '$.detail.read_user_source') }}) as item
        from (
            {{ latest_record('wechat_official_account', 'article_reads', [
                'ref_date', 'msgid', 'is_delay'
            ]) }}
        ) as articles
    ) as items

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as ref_date,
        record.msgid as article_id,
        scene.scene_desc as reader_scene,

        -- numerics
        try_cast(scene.user_count as integer) as readers,

        -- booleans
        coalesce(try_cast(record.is_delay as boolean), false) as is_provisional,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
