{#- How much of an account's daily quotas was used, one row per day and path, as the platform counts. -#}
{% macro api_quotas(source_name) -%}
with source as (

    {{ latest_record(source_name, 'api_quotas', [
        'ref_date', 'cgi_path', 'quota.daily_limit', 'quota.used', 'quota.remain',
        'rate_limit.call_count', 'rate_limit.refresh_second'
    ]) }}

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as ref_date,
        record.cgi_path as api_path,

        -- numerics
        try_cast(record.quota.daily_limit as bigint) as daily_limit,
        try_cast(record.quota.used as bigint) as calls_used,
        try_cast(record.quota.remain as bigint) as calls_left,
        try_cast(record.rate_limit.call_count as bigint) as rate_limit_calls,
        try_cast(record.rate_limit.refresh_second as integer) as rate_limit_seconds,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
{%- endmacro %}
