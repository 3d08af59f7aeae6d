with source as (

    {{ latest_record('wechat_official_account', 'user_cumulate', ['ref_date', 'cumulate_user']) }}

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as ref_date,

        -- numerics
        try_cast(record.cumulate_user as integer) as cumulate_user,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
