{%- set visitor_types = {'visit_uv_new': 'new', 'visit_uv': 'active'} -%}
{%- set dimensions = ['province', 'city', 'genders', 'platforms', 'devices', 'ages'] -%}

with source as (

    {{ latest_record('wechat_mini_program', 'user_portrait', ['ref_date']) }}

),

renamed as (

    {% for field, visitor_type in visitor_types.items() -%}
    {% for dimension in dimensions -%}
    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,
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
