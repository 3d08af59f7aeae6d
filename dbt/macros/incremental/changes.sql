{#- What changed since the warehouse in place was built, and what that touches. Whether a run may go on
    from the warehouse at all is decided by who starts dbt, for all models alike; a run that is not told
    through which batch it was built builds everything wholly. -#}

{#- The highest batch of landing that the warehouse in place was built from, or an empty string. Read
    while running only, so that it never costs a new parse. -#}
{% macro built_through() -%}
    {{ return(env_var('MDC_BUILT_THROUGH', '') if execute else '') }}
{%- endmacro %}


{#- The business day that the warehouse in place holds for: what a window of days that ends on `as_of`
    took in and let go since then can be named by it. To be used in `touched` only. -#}
{% macro built_for() -%}
    cast('{{ env_var('MDC_BUILT_FOR') if built_through() else '1970-01-01' }}' as date)
{%- endmacro %}


{#- Whether the model that is being built goes on from the table in place; empty says no. -#}
{% macro is_increment() -%}
    {%- if model.config.materialized == 'increment' and has_former() -%}
        yes
    {%- endif -%}
{%- endmacro %}


{#- Whether the table in place is what was built through that batch; it cannot be missing then. Empty
    says no. -#}
{% macro has_former() -%}
    {%- if built_through() and load_cached_relation(this) is none -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' is not there to go on from. Build without MDC_BUILT_THROUGH.'
        ) }}
    {%- elif built_through() -%}
        yes
    {%- endif -%}
{%- endmacro %}


{#- The columns by which the model's rows are replaced. -#}
{% macro increment_key() -%}
    {{ return(config.get('key') or ['landed_seq', 'landed_position']) }}
{%- endmacro %}


{#- Names the keys whose rows are to be made anew: the block holds a query that gives them, in columns
    called like the key's. Leaves nothing behind when the model is built wholly. -#}
{% macro touched() -%}
    {%- if is_increment() -%}
        {{ touched_mark() }}{{ caller() }}{{ touched_mark() }}
    {%- elif not execute -%}
        {%- do caller() -%}
    {%- endif -%}
{%- endmacro %}

{% macro touched_mark() -%}
    {{ return('/* touched */') }}
{%- endmacro %}

{#- The scratch table that the touched keys stand in while their model is built. -#}
{% macro touched_keys() -%}
    {{ return(this.identifier ~ '__touched') }}
{%- endmacro %}


{#- The condition that a row is to be made anew, by the columns that hold the model's key (one name or a
    list); true for every row when the model is built wholly. -#}
{% macro is_touched(columns) -%}
    {%- set columns = [columns] if columns is string else columns -%}
    {%- if is_increment() -%}
        ({{ columns | join(', ') }}) in (
            select {{ increment_key() | join(', ') }} from {{ touched_keys() }}
        )
    {%- else -%}
        1 = 1
    {%- endif -%}
{%- endmacro %}


{#- The condition that a date is not before the first touched one, for a model whose key is a date: what is
    counted of a touched month may depend on what followed it, never on what was before. True for every
    row when the model is built wholly. -#}
{% macro is_since_touched(column) -%}
    {%- if is_increment() -%}
        {{ column }} >= (select min({{ increment_key()[0] }}) from {{ touched_keys() }})
    {%- else -%}
        1 = 1
    {%- endif -%}
{%- endmacro %}


{#- The keys of a parent's rows that this run has changed, as something to select from. A parent that
    this run did not build has changed nothing. -#}
{% macro changed(name) -%}
    {%- set parent = ref(name) -%}
    (select * from {{ changes_of(parent) }} where run_id = '{{ run_mark() }}')
{%- endmacro %}

{% macro changes_of(relation) -%}
    {{ return(api.Relation.create(
        database=relation.database, schema='changes', identifier=relation.identifier
    )) }}
{%- endmacro %}


{#- Keeps what this run changed in the model's table, for those who read it later in the run. -#}
{% macro note_changes(columns, query) -%}
    {%- set changes = changes_of(this) -%}
    {%- do adapter.create_schema(changes) -%}
    {%- do run_query(
        'create or replace table ' ~ changes ~ ' as select distinct ' ~ columns | join(', ')
        ~ ", cast('" ~ run_mark() ~ "' as varchar) as run_id from (" ~ query ~ ') as changed_keys'
    ) -%}
{%- endmacro %}


{#- The values of one type whose member is another than before, in whatever scope: a row that names one
    of them is to be looked at again. -#}
{% macro moved(identifier_type) -%}
    select value from {{ changed('int_identity__map') }} as moved
    where identifier_type = '{{ identifier_type }}'
{%- endmacro %}


{#- What tells the changes of this run from those of an earlier one. -#}
{% macro run_mark() -%}
    {{ return((env_var('MDC_RUN_MARK', '') if execute else '') or invocation_id) }}
{%- endmacro %}
