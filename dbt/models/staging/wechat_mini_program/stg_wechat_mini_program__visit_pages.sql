{{ config(materialized='compared', key=['ref_date', 'page_path', 'account'], compared=['*']) }}

with source as (

    {{ latest_record('wechat_mini_program', 'visit_pages', [
        'ref_date', 'page_path', 'page_visit_pv', 'page_visit_uv', 'page_staytime_pv',
        'entrypage_pv', 'exitpage_pv', 'page_share_pv', 'page_share_uv'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,
        record.page_path,

        -- numerics
        try_cast(record.page_visit_pv as integer) as page_views,
        try_cast(record.page_visit_uv as integer) as visitors,
        try_cast(record.page_staytime_pv as double) as stay_seconds_per_view,
        try_cast(record.entrypage_pv as integer) as entry_views,
        try_cast(record.exitpage_pv as integer) as exit_views,
        try_cast(record.page_share_pv as integer) as shares,
        try_cast(record.page_share_uv as integer) as sharing_users,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
