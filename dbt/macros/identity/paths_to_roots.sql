{#- A table of the shortest way from every node of a graph to the root of its component. The model's
    query gives the graph: node and next_node are integers, an edge has a row in either direction, a row
    whose next_node is empty names a root, and all further columns describe an edge. Where several shortest
    ways part, the config `prefer` (what to order edges by, a list that leaves no ties) tells which is taken.
    The table has the model's columns and `depth`, the number of edges to the root; a root has depth 0. Every
    round goes one edge further from the roots and forgets the edges of what it reached: it costs no more
    than what is left, so that one chain of a thousand does not make a million other members slow. -#}
{% materialization paths_to_roots, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}

    {%- set rounds = walk_from_roots(this.identifier, sql, config.require('prefer')) -%}
    {%- do log('Paths of ' ~ this ~ ' after ' ~ rounds ~ ' rounds', info=false) -%}

    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, 'select * from ' ~ this.identifier ~ '__reached') }}
    {%- endcall %}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- Leaves behind the scratch table <name>__reached; returns how many rounds it took. -#}
{% macro walk_from_roots(name, graph, prefer) -%}
    {%- set edges, reached, frontier = name ~ '__edges', name ~ '__reached', name ~ '__frontier' -%}
    {%- do scratch_table(edges, graph) -%}
    {%- do scratch_table(frontier,
        'select *, cast(0 as integer) as depth from ' ~ edges ~ ' where next_node is null') -%}
    {%- do scratch_table(reached, 'select * from ' ~ frontier) -%}
    {%- set state = namespace(rounds=0, found=count_rows(frontier)) -%}
    {%- for _ in range(100000) if state.found -%}
        {%- set state.rounds = state.rounds + 1 -%}
        {%- do scratch_table(edges,
            'select edges.* from ' ~ edges ~ ' as edges anti join ' ~ frontier
            ~ ' as frontier on edges.node = frontier.node') -%}
        {%- do scratch_table(frontier, next_frontier(edges, frontier, prefer, state.rounds)) -%}
        {%- do scratch_append(reached, 'select * from ' ~ frontier) -%}
        {%- set state.found = count_rows(frontier) -%}
    {%- endfor -%}
    {{ return(state.rounds) }}
{%- endmacro %}


{#- What one more edge leads to, each node by the edge that is preferred. -#}
{% macro next_frontier(edges, frontier, prefer, depth) -%}
    select
        edges.*,
        cast({{ depth }} as integer) as depth
    from {{ edges }} as edges
    inner join {{ frontier }} as frontier on edges.next_node = frontier.node
    qualify row_number() over (
        partition by edges.node order by edges.{{ prefer | join(', edges.') }}
    ) = 1
{%- endmacro %}
