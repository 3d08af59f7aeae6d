{#- The flat rows of one statistic, one per period and key. `ids` and `figures` name the columns and the
    fields of the payload they come from (ids as text, figures as whole numbers); `hour` adds the hour of
    the day, which the platform writes as 0, 100, … 2300; `period` names the first day of the period. -#}
{% macro figure_rows(source_name, stream, ids, figures, hour=false, period='ref_date') -%}
{%- set hours = ['ref_hour'] if hour else [] -%}
with source as (

    {{ latest_record(source_name, stream, ['ref_date'] + hours + ids.values() | list
        + figures.values() | list) }}

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as {{ period }},
        {%- if hour %}
        cast(try_cast(record.ref_hour as integer) / 100 as integer) as hour_of_day,
        {%- endif %}
        {%- for column, field in ids.items() %}
        record.{{ field }} as {{ column }},
        {%- endfor %}

        -- numerics
        {%- for column, field in figures.items() %}
        try_cast(record.{{ field }} as bigint) as {{ column }},
        {%- endfor %}

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
{%- endmacro %}
