with source as (

    {{ latest_record('wechat_mini_program', 'summary_daily', [
        'ref_date', 'visit_total', 'share_pv', 'share_uv'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,

        -- numerics
        try_cast(record.visit_total as integer) as total_users,
        try_cast(record.share_pv as integer) as shares,
        try_cast(record.share_uv as integer) as sharing_users,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
