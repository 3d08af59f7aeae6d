{#- A table of the connected components of a graph. The model's query gives its edges as two integers,
    node_a and node_b; the table has a row per node that has an edge, with the smallest node of its
    component. -#}
{% materialization connected_components, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}

    {%- set rounds = contract_edges(this.identifier, sql) -%}
    {%- do log('Components of ' ~ this ~ ' after ' ~ rounds ~ ' rounds', info=false) -%}

    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, resolved_components(this.identifier)) }}
    {%- endcall %}
    {%- do drop_scratch_table(this.identifier ~ '__hooked') -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
