{#- The visit trend of the mini program for one length of period. Day, week and month come in the same row;
    only what their `ref_date` says differs. `period_column` names the first day, `period_start` is its
    date in text. -#}
{% macro visit_trend(stream, period_column, period_start='record.ref_date') -%}
with source as (

    {{ latest_record('wechat_mini_program', stream, [
        'ref_date', 'session_cnt', 'visit_pv', 'visit_uv', 'visit_uv_new', 'stay_time_uv',
        'stay_time_session', 'visit_depth'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ compact_date(period_start) }} as {{ period_column }},

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
{%- endmacro %}
