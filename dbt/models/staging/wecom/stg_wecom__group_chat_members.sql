with source as (

    select
        *,
        {{ json_record('member', [
            'userid', 'type', 'unionid', 'join_time', 'join_scene', 'state', 'invitor.userid',
            'name.token', 'name.mask', 'group_nickname.token'
        ]) }} as seen
    from (
        select
            *,
            max({{ landing_order('batch_seq', 'position') }}) over (
                partition by account, record_key
            ) as last_order,
            unnest({{ json_items('payload', '$.member_list') }}) as member
        from (
            {{ all_versions('wecom', 'group_chats', ['chat_id']) }}
        ) as versions
    ) as members

),

seen as (

    select
        -- ids
        record.chat_id,
        seen.userid as member_id,
        nullif(seen.unionid, '') as unionid,
        nullif(seen.invitor.userid, '') as inviter_userid,

        -- protected
        seen.name.token as name_token,
        seen.name.mask as name_mask,
        seen.group_nickname.token as group_nickname_token,

        -- strings
        nullif(seen.state, '') as channel_state,

        -- numerics
        try_cast(seen.join_scene as integer) as join_scene_code,

        -- booleans
        coalesce(seen.type = '2', false) as is_customer,
        {{ landing_order('batch_seq', 'position') }} = last_order as is_present,

        -- timestamps
        {{ from_epoch_seconds('seen.join_time') }} as joined_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source
    where seen.userid is not null

),

-- Who left stands in older versions of the chat alone; the last one that names them is kept.
members as (

    select
        {{ surrogate_key(['account', 'chat_id', 'member_id', 'joined_at']) }} as membership_id,
        *,
        min(landed_seq) over (
            partition by account, chat_id, member_id, joined_at
        ) as first_landed_seq,
        max(unionid) over (partition by account, chat_id, member_id) as known_unionid
    from seen
    qualify
        row_number() over (
            partition by account, chat_id, member_id, joined_at
            order by landed_seq desc, landed_position desc
        ) = 1

)

select * from members
