{#- The rows of a staging table whose key is touched, or all when the model is built wholly: the body of a
    CTE. What landed since lies together at the end of the table and is read by its place. Earlier
    records are looked for in the batches that `touched` names for them in a further column, landed_seq
    (null for what changed in staging), so that a day does not read a log of years to its end. -#}
{% macro touched_records(name, columns) -%}
    select * from {{ ref(name) }}
    {%- if is_increment() %}
    where landed_seq > {{ built_through() }} and {{ is_touched(columns) }}
    union all
    select * from {{ ref(name) }}
    where
        landed_seq <= {{ built_through() }}
        and landed_seq in (
            select distinct landed_seq from {{ touched_keys() }} where landed_seq is not null
        )
        and {{ is_touched(columns) }}
    {%- endif %}
{%- endmacro %}
