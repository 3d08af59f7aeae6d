with source as (

    {{ latest_record('wechat_mini_program', 'visit_trend_daily', [
        'ref_date', 'session_cnt', 'visit_pv', 'visit_uv', 'visit_uv_new', 'stay_time_uv',
        'stay_time_session', 'visit_depth'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,

        -- numerics
        try_cast(record.session_cnt as integer) as sessions,
        try_cast(record.visit_pv as integer) as page_views,
        try_cast(record.visit_uv as integer) as visitors,
        try_cast(record.visit_uv_new as integer) as new_visitors,
        try_cast(record.stay_time_uv as double) as stay_seconds_per_visitor,
        try_cast(record.stay_time_session as double) as stay_seconds_per_session,
        try_cast(record.visit_depth as double) as visit_depth,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
