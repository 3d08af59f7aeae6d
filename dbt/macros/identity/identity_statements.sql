{#- The sources that say who is who, in the order in which tables list them. -#}
{% macro identity_sources() -%}
    {{ return(['offline', 'wechat_mini_program', 'wechat_official_account', 'wechat_shop', 'wecom', 'youzan']) }}
{%- endmacro %}


{#- The different sources in a group of rows as one text, with ', ' between them. -#}
{% macro source_list(column) -%}
    concat_ws(', '
        {%- for source_name in identity_sources() -%}
            , max(case when {{ column }} = '{{ source_name }}' then '{{ source_name }}' end)
        {%- endfor -%}
    )
{%- endmacro %}


{#- The identifiers that a record may name beside its subject, with their scope as SQL, in the order they
    count as landed: the types of the rules whose scope is the same for every account. -#}
{% macro stated_identifiers() -%}
    {%- set stated = {} -%}
    {%- for identifier_type in identity_rules().types -%}
        {%- set scope = identity_scope(identifier_type) -%}
        {%- if scope -%}
            {%- do stated.update({identifier_type: scope}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(stated) }}
{%- endmacro %}


{#- What the records of one staging model say about who is who, in the common shape of statements.
    `subject` is [type, scope, value] of the identifier a record is about; `columns` names the staging
    column of everything else it tells, and what it does not tell is null. -#}
{% macro identity_statements(source_name, stream_name, relation, subject, columns, landed='landed') -%}
    {%- if source_name not in identity_sources() -%}
        {{ exceptions.raise_compiler_error(source_name ~ ' is missing in identity_sources()') }}
    {%- endif -%}
    select
        '{{ source_name }}' as source,
        '{{ stream_name }}' as stream,
        '{{ subject[0] }}' as subject_type,
        {{ subject[1] }} as subject_scope,
        {{ subject[2] }} as subject_value,
        {% for column in stated_identifiers().keys() | list + ['phone_status', 'name_token', 'gender'] -%}
        cast({{ columns.get(column, 'null') }} as varchar) as {{ column }},
        {% endfor -%}
        cast({{ columns.get('birthday', 'null') }} as date) as birthday,
        {{ columns.get('is_verified', 'false') }} as is_verified,
        {{ columns['record_key'] }} as record_key,
        {{ columns['since_at'] }} as since_at,
        {{ columns.get('observed_at', columns['since_at']) }} as observed_at,
        {{ landing_order(landed ~ '_seq', landed ~ '_position') }} as landed_order
    from {{ relation }}
    where {{ subject[2] }} is not null
{%- endmacro %}


{#- Folds records that say the same into one statement, with how often and when it was said. -#}
{% macro fold_statements(records) -%}
    select
        source,
        stream,
        subject_type,
        subject_scope,
        subject_value,
        {% for identifier_type in stated_identifiers() -%}
        {{ identifier_type }},
        {% endfor -%}
        phone_status,
        name_token,
        gender,
        birthday,
        is_verified,
        min_by(record_key, landed_order) as first_record_key,
        min(since_at) as first_seen_at,
        max(observed_at) as last_seen_at,
        min(landed_order) as first_landed_order,
        max(landed_order) as last_landed_order,
        count(*) as record_count
    from {{ records }}
    group by
        source, stream, subject_type, subject_scope, subject_value,
        {{ stated_identifiers().keys() | join(', ') }},
        phone_status, name_token, gender, birthday, is_verified
{%- endmacro %}
