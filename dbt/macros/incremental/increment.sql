{#- A table that goes on from what it was. Built wholly like any other table, until dbt is told through
    which batch the warehouse in place was built (MDC_BUILT_THROUGH): then the model's query gives only
    the rows that are new or other, `touched` names the keys that they and what is gone have, and the keys
    whose rows came out otherwise lose them and gain the query's. All of it is one transaction. Who reads
    such a table asks `changed` for those keys. Config:

      key    columns by which rows are replaced; in staging the place in landing they came from
      noted  columns that `changed` gives, the key by default -#}
{% materialization increment, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set noted = config.get('noted') or increment_key() -%}
    {{ run_hooks(pre_hooks) }}

    {%- if is_increment() -%}
        {%- do make_room(sql, noted) -%}
        {% call statement('main') -%}
            {{ insert_rows(this, this.identifier ~ '__news') }}
        {%- endcall %}
        {%- do drop_scratch_table(this.identifier ~ '__news') -%}
    {%- else -%}
        {%- do build_wholly(target_relation, sql) -%}
        {%- do note_changes(noted, 'select * from ' ~ this ~ ' where 1 = 0') -%}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- A table that is built wholly every time, but notes which of its rows are other than before: the keys
    of rows that are new, gone, or differ in a column that is `compared` (['*'] for any). For what depends
    on everything and changes little, such as the map from identifiers to members. Config: key, compared. -#}
{% materialization compared, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set key = config.require('key') -%}
    {%- set former = this.identifier ~ '__former' -%}
    {%- set goes_on = has_former() -%}
    {{ run_hooks(pre_hooks) }}

    {%- if goes_on -%}
        {%- do scratch_table(former, 'select ' ~ compared_columns() ~ ' from ' ~ this) -%}
    {%- endif -%}
    {%- do build_wholly(target_relation, sql) -%}
    {%- if goes_on -%}
        {%- do note_changes(key, differing_rows(compared_columns(), this, former)) -%}
        {%- do drop_scratch_table(former) -%}
    {%- else -%}
        {%- do note_changes(key, 'select * from ' ~ this ~ ' where 1 = 0') -%}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- The whole table in place of what is there. -#}
{% macro build_wholly(target_relation, sql) -%}
    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, sql) }}
    {%- endcall %}
    {%- do persist_docs(target_relation, model) -%}
{%- endmacro %}


{#- Runs a model's query, notes what is other than it was, leaves the rows that are to come in the scratch
    table <name>__news, and deletes those that they replace. -#}
{% macro make_room(sql, noted) -%}
    {%- set news = this.identifier ~ '__news' -%}
    {%- set parts = sql.split(touched_mark()) -%}
    {%- if parts | length == 1 -%}
        {%- do scratch_table(news, sql) -%}
        {%- do note_changes(noted, 'select * from ' ~ news) -%}
    {%- else -%}
        {%- set made, former = this.identifier ~ '__made', this.identifier ~ '__former' -%}
        {%- set is_other, columns = is_touched(increment_key()), noted | join(', ') -%}
        {%- do scratch_table(touched_keys(), parts[1]) -%}
        {%- do scratch_table(made, parts[0] ~ parts[2]) -%}
        {%- do scratch_table(former, rows_with_places(this, is_other)) -%}
        {%- do scratch_table(touched_keys(), differing_keys(made, former)) -%}
        {%- do scratch_table(news, 'select * from ' ~ made ~ ' where ' ~ is_other) -%}
        {%- do note_changes(noted,
            'select ' ~ columns ~ ' from ' ~ former ~ ' where ' ~ is_other
            ~ ' union all select ' ~ columns ~ ' from ' ~ news) -%}
        {%- do delete_places(this, 'select former_place from ' ~ former ~ ' where ' ~ is_other) -%}
        {%- for name in [touched_keys(), made, former] -%}
            {%- do drop_scratch_table(name) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#- The keys of the model whose rows two tables do not have alike. Much of what is touched comes out as it
    was, such as the other orders of a buyer; by this nothing else is written, and no later model is told. -#}
{% macro differing_keys(made, former) -%}
    {%- set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | join(', ') -%}
    {%- set key = increment_key() | join(', ') -%}
    select distinct {{ key }} from (
        select {{ key }} from (
            select {{ columns }}, 1 as side from {{ made }}
            union all
            select {{ columns }}, -1 as side from {{ former }}
        ) as both_sides
        group by {{ columns }}
        having sum(side) <> 0
    ) as unequal
{%- endmacro %}


{#- The columns of a `compared` table that are compared. -#}
{% macro compared_columns() -%}
    {%- set compared = config.require('compared') -%}
    {{ return('*' if compared == ['*'] else (config.require('key') + compared) | join(', ')) }}
{%- endmacro %}


{#- The rows that one of two tables has and the other has not. -#}
{% macro differing_rows(columns, table_now, former) -%}
    (select {{ columns }} from {{ table_now }} except select {{ columns }} from {{ former }})
    union all
    (select {{ columns }} from {{ former }} except select {{ columns }} from {{ table_now }})
{%- endmacro %}
