{#- Who visited the mini program, one row per portrait, kind of visitor, dimension and item. A portrait is
    of one day or of the days that end with it: the record's key says which, `20260105` or
    `20260105-20260111`; `period` names its last day. -#}
{% macro user_portrait(stream, period='ref_date') -%}
{%- set visitor_types = {'visit_uv_new': 'new', 'visit_uv': 'active'} -%}
{%- set dimensions = ['province', 'city', 'genders', 'platforms', 'devices', 'ages'] -%}

with source as (

    {{ latest_record('wechat_mini_program', stream, ['ref_date']) }}

),

renamed as (

    {% for field, visitor_type in visitor_types.items() -%}
    {% for dimension in dimensions -%}
    select
        -- ids
        {{ compact_date('right(record_key, 8)') }} as {{ period }},
        '{{ visitor_type }}' as visitor_type,
        '{{ dimension }}' as dimension,
        {{ json_text('item', '$.name') }} as item_name,

        -- numerics
        try_cast({{ json_text('item', '$.value') }} as integer) as visitors,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from (
        select
            *,
            unnest({{ json_items('payload', '$.' ~ field ~ '.' ~ dimension) }}) as item
        from source
    ) as items
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from renamed
{%- endmacro %}
