{%- set visitor_types = {'visit_uv_new': 'new', 'visit_uv': 'active'} -%}

with source as (

    {{ latest_record('wechat_mini_program', 'retention_daily', ['ref_date']) }}

),

renamed as (

    {% for field, visitor_type in visitor_types.items() -%}
    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,
        '{{ visitor_type }}' as visitor_type,
        try_cast({{ json_text('item', '$.key') }} as integer) as days_later,

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
