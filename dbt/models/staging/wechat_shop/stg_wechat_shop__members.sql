with source as (

    {{ latest_record('wechat_shop', 'members', [
        'openid', 'unionid', 'is_member', 'user_grade_info.grade',
        'user_grade_info.experience_value'
    ]) }}

),

renamed as (

    select
        -- ids
        record.openid,
        nullif(record.unionid, '') as unionid,

        -- numerics
        try_cast(record.user_grade_info.grade as integer) as grade,
        try_cast(record.user_grade_info.experience_value as bigint) as experience,

        -- booleans
        coalesce(try_cast(record.is_member as boolean), true) as is_member,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
