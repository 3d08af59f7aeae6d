{#- The record of checks: what every data test of this build found, and every check that came before dbt,
    written into marts.data_quality_results when dbt has run its last test. Only here do the results of a
    build lie beside its tables before anything is published; a model could not know them. -#}

{#- Forgets what is too old, and what the same instant has told of these checks before. -#}
{% macro forget_check_results(results) -%}
    {%- set record = check_record() -%}
    {%- if record %}
delete from {{ record }}
where
    as_of_date <= {{ add_days(as_of(), -var('data_quality_keep_days')) }}
    or measured_at = {{ recorded_at() }}
    and (
        check_id in (select check_id from {{ earlier_checks() }} as earlier)
        {%- for result in tests_among(results) %}
        {{ 'or check_id in (' if loop.first }}'{{ result.node.name }}'{{ ')' if loop.last else ',' }}
        {%- endfor %}
    )
    {%- endif -%}
{%- endmacro %}


{#- Adds what this build and the checks before it found. -#}
{% macro record_check_results(results) -%}
    {%- set record = check_record() -%}
    {%- if record %}
insert into {{ record }}
select
    {{ recorded_at() }},
    {{ as_of() }},
    found.*
from (
    select
        check_id,
        checked_by,
        layer,
        table_name,
        cast(null as varchar) as column_name,
        severity,
        status,
        cast(failing_rows as integer) as failing_rows,
        substr(message, 1, 300) as message
    from {{ earlier_checks() }} as earlier
    {%- for result in tests_among(results) %}
    {%- set node = result.node %}
    {%- set table = tested_table(node) %}
    union all
    select
        {{ sql_text(node.name) }},
        'dbt',
        {{ sql_text(table.schema or none) }},
        {{ sql_text(table.alias or table.name or none) }},
        {{ sql_text(node.column_name or none) }},
        {{ sql_text(node.config.severity | lower) }},
        {{ sql_text(result.status) }},
        {{ 'null' if result.failures is none else result.failures }},
        substr(cast({{ sql_text(result.message) }} as varchar), 1, 300)
    {%- endfor %}
) as found
    {%- endif -%}
{%- endmacro %}


{#- The table of results, where this command runs tests and the table is there; else nothing. -#}
{% macro check_record() -%}
    {%- if execute and flags.WHICH in ('build', 'test') -%}
        {{ return(adapter.get_relation(target.database, 'marts', 'data_quality_results')) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}


{#- The data tests among the results of a command. -#}
{% macro tests_among(results) -%}
    {{ return(results | selectattr('node.resource_type', 'equalto', 'test') | list) }}
{%- endmacro %}


{#- The node that a test is about: what it hangs on, or the first table that it reads. -#}
{% macro tested_table(test) -%}
    {%- set about = test.config.meta.get('dagster', {}).get('ref', {}).get('name') -%}
    {%- set found = namespace(node={}) -%}
    {%- for key in [test.attached_node] + test.depends_on.nodes if key and not found.node -%}
        {%- set found.node = graph.nodes.get(key) or graph.sources.get(key) or {} -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values() if about and node.name == about -%}
        {%- set found.node = node -%}
    {%- endfor -%}
    {{ return(found.node) }}
{%- endmacro %}


{#- The checks of landed records that ran before dbt, as the run wrote them down for this build. -#}
{% macro earlier_checks() -%}
    {%- set file = adapter.dispatch('published_file')(env_var('MDC_HOME') ~ '/dbt/checks.parquet') -%}
    {%- if file -%}
        {{ read_published(file) }}
    {%- else -%}
        (
            select
                cast(null as varchar) as check_id,
                cast(null as varchar) as checked_by,
                cast(null as varchar) as layer,
                cast(null as varchar) as table_name,
                cast(null as varchar) as severity,
                cast(null as varchar) as status,
                cast(null as integer) as failing_rows,
                cast(null as varchar) as message
            where 1 = 0
        )
    {%- endif -%}
{%- endmacro %}
