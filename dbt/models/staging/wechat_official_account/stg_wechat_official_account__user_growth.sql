with source as (

    {{ latest_record('wechat_official_account', 'user_growth', [
        'ref_date', 'user_source', 'new_user', 'cancel_user'
    ]) }}

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as ref_date,
        try_cast(record.user_source as integer) as user_source,

        -- numerics
        try_cast(record.new_user as integer) as new_user,
        try_cast(record.cancel_user as integer) as cancel_user,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
