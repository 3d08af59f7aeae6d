{#- How many visitors of one period came back in a later one, one row per period, kind of visitor and
    distance. Day, week and month come in the same answer; `period` names the first day, `period_start`
    is its date in text, `later` names the distance. -#}
{% macro retention(stream, period, later, period_start='record.ref_date') -%}
{%- set visitor_types = {'visit_uv_new': 'new', 'visit_uv': 'active'} -%}

with source as (

    {{ latest_record('wechat_mini_program', stream, ['ref_date']) }}

),

renamed as (

    {% for field, visitor_type in visitor_types.items() -%}
    select
        -- ids
        {{ compact_date(period_start) }} as {{ period }},
        '{{ visitor_type }}' as visitor_type,
        try_cast({{ json_text('item', '$.key') }} as integer) as {{ later }},

        -- numerics
        try_cast({{ json_text('item', '$.value') }} as integer) as visitors,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from (
        select
            *,
            unnest({{ json_items('payload', '$.' ~ field) }}) as item
        from source
    ) as items
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from renamed
{%- endmacro %}
