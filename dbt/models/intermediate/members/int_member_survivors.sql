{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('int_member_attribute_statements') }}
{% endcall %}

with statements as (

    select
        *,
        {{ trust_rank('source', 'stream') }} as trust
    from {{ ref('int_member_attribute_statements') }}
    where {{ survivorship_rule('attribute') }} is not null and {{ is_touched('one_id') }}

),

{%- set ladders = [] %}
{%- for attribute in attributes_with(['highest']) %}
    {%- set ladder = var(survivorship_rules().attributes[attribute].ladder) %}
    {%- for value in ladder %}
        {%- do ladders.append((attribute, value, loop.index)) %}
    {%- endfor %}
{%- endfor %}

supported as (

    select
        *,
        {%- if attributes_with(['most_frequent']) %}
        count(*) over (partition by one_id, attribute, value) as support,
        {%- else %}
        1 as support,
        {%- endif %}
        case
            {%- for attribute, value, place in ladders %}
            when attribute = '{{ attribute }}' and value = '{{ value }}' then {{ place }}
            {%- endfor %}
            when value is not null then 0
        end as height
    from statements

),

ranked as (

    select
        *,
        row_number() over (
            partition by one_id, attribute
            order by
                case
                    when {{ is_attribute_with('attribute', ['verified_first']) }} and is_verified
                        then 0
                    else 1
                end,
                case
                    when {{ is_attribute_with('attribute', ['most_frequent']) }} then support
                end desc,
                height desc,
                case
                    when {{ is_attribute_with('attribute', ['earliest']) }} then value
                end,
                case
                    when not {{ is_attribute_with('attribute', ['most_recent']) }} then trust
                end,
                observed_at desc nulls last,
                trust,
                record_key,
                value
        ) as preference
    from supported
    where not {{ is_attribute_with('attribute', ['same_record', 'sum']) }}

),

picked as (

    select
        one_id,
        attribute,
        value,
        shown,
        source,
        stream,
        record_key,
        observed_at
    from ranked
    where preference = 1

),

followed as (

    {%- for attribute in attributes_with(['same_record']) %}
    {% if not loop.first %}union all{% endif %}
    select
        statements.one_id,
        statements.attribute,
        statements.value,
        statements.shown,
        statements.source,
        statements.stream,
        statements.record_key,
        statements.observed_at
    from statements
    inner join picked
        on
            statements.one_id = picked.one_id
            and statements.source = picked.source
            and statements.stream = picked.stream
            and statements.record_key = picked.record_key
    where
        statements.attribute = '{{ attribute }}'
        and picked.attribute = '{{ survivorship_rules().attributes[attribute].as }}'
    {%- else %}
    select * from picked where 1 = 0
    {%- endfor %}

),

summed as (

    {%- for attribute in attributes_with(['sum']) %}
    {% if not loop.first %}union all{% endif %}
    select
        one_id,
        attribute,
        cast(
            cast(
                sum(cast(value as decimal(18, 2)))
                as {{ survivorship_rules().attributes[attribute].type }}
            ) as varchar
        ) as value,
        {{ source_list('source') }} as source,
        case when count(*) = 1 then min(stream) end as stream,
        case when count(*) = 1 then min(record_key) end as record_key,
        max(observed_at) as observed_at
    from statements
    where attribute = '{{ attribute }}'
    group by one_id, attribute
    {%- else %}
    select
        one_id,
        attribute,
        value,
        source,
        stream,
        record_key,
        observed_at
    from picked
    where 1 = 0
    {%- endfor %}

),

survivors as (

    select * from picked
    union all
    select * from followed
    union all
    select
        one_id,
        attribute,
        value,
        value as shown,
        source,
        stream,
        record_key,
        observed_at
    from summed

),

stated as (

    select
        one_id,
        attribute,
        count(*) as statement_count,
        count(distinct value) as value_count
    from statements
    group by one_id, attribute

)

select
    survivors.*,
    {{ survivorship_rule('survivors.attribute') }} as rule,
    stated.statement_count,
    case
        when {{ is_attribute_with('survivors.attribute', ['sum']) }} then 0
        else stated.value_count - 1
    end as alternatives_count
from survivors
inner join stated
    on survivors.one_id = stated.one_id and survivors.attribute = stated.attribute
