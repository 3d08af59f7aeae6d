{#- A table of the connected components of a graph. The model's query gives its edges as two integers,
    node_a and node_b; the table has a row per node that has an edge, with the smallest node of its
    component. Every round hooks each node on its smallest neighbour, jumps to the roots and contracts
    the graph to these, until no edge is left: a few rounds, however long a chain is. The numbers must be
    real keys; hash() collides on structured text and would merge strangers. -#}
{% materialization connected_components, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}

    {%- set rounds = contract_edges(this.identifier, sql) -%}
    {%- do log('Components of ' ~ this ~ ' after ' ~ rounds ~ ' rounds', info=false) -%}

    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, resolved_components(this.identifier, rounds)) }}
    {%- endcall %}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- Contracts the edges round by round; round n leaves behind a scratch table of hooked nodes and their
    roots. Returns how many rounds it took. -#}
{% macro contract_edges(name, edges) -%}
    {%- set edge_table = name ~ '__edges' -%}
    {%- do scratch_table(edge_table,
        'select distinct least(node_a, node_b) as low, greatest(node_a, node_b) as high from ('
        ~ edges ~ ') as edges where node_a <> node_b') -%}
    {%- set state = namespace(rounds=0, edges_left=count_rows(edge_table)) -%}
    {%- for _ in range(64) if state.edges_left -%}
        {%- set state.rounds = state.rounds + 1 -%}
        {%- set roots = name ~ '__roots_' ~ state.rounds -%}
        {%- do scratch_table(roots,
            'select high as node, min(low) as root from ' ~ edge_table ~ ' group by high') -%}
        {%- do jump_to_roots(roots) -%}
        {%- do scratch_table(edge_table, contracted_edges(edge_table, roots)) -%}
        {%- set state.edges_left = count_rows(edge_table) -%}
    {%- endfor -%}
    {%- if state.edges_left -%}
        {{ exceptions.raise_compiler_error(name ~ ': edges are left after 64 rounds; the nodes are no integers') }}
    {%- endif -%}
    {{ return(state.rounds) }}
{%- endmacro %}


{#- Lets every node point to its root instead of its parent; the way halves with every pass. -#}
{% macro jump_to_roots(roots) -%}
    {%- set state = namespace(moved=1) -%}
    {%- for _ in range(64) if state.moved -%}
        {%- set state.moved = count_rows(
            roots ~ ' as child inner join ' ~ roots ~ ' as parent on child.root = parent.node') -%}
        {%- if state.moved -%}
            {%- do scratch_table(roots,
                'select child.node, coalesce(parent.root, child.root) as root from ' ~ roots
                ~ ' as child left join ' ~ roots ~ ' as parent on child.root = parent.node') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The edges that are left between roots. -#}
{% macro contracted_edges(edges, roots) -%}
    select distinct
        least(low_root, high_root) as low,
        greatest(low_root, high_root) as high
    from (
        select
            coalesce(lows.root, edges.low) as low_root,
            highs.root as high_root
        from {{ edges }} as edges
        left join {{ roots }} as lows on edges.low = lows.node
        inner join {{ roots }} as highs on edges.high = highs.node
    ) as moved
    where low_root <> high_root
{%- endmacro %}


{#- Node and component of every node, from the roots of all rounds, last round first. -#}
{% macro resolved_components(name, rounds) -%}
    {%- set resolved = name ~ '__resolved' -%}
    {%- do scratch_table(resolved, 'select cast(null as bigint) as node, cast(null as bigint) as component where 1 = 0') -%}
    {%- for round in range(rounds, 0, -1) -%}
        {%- do scratch_table(resolved,
            'select hooked.node, coalesce(later.component, hooked.root) as component from '
            ~ name ~ '__roots_' ~ round ~ ' as hooked left join ' ~ resolved
            ~ ' as later on hooked.root = later.node union all select node, component from ' ~ resolved) -%}
    {%- endfor -%}
    select node, component from {{ resolved }}
    union all
    select distinct component as node, component from {{ resolved }}
{%- endmacro %}


{% macro count_rows(relation) -%}
    {{ return(run_query('select count(*) as row_count from ' ~ relation).rows[0]['row_count'] | int) }}
{%- endmacro %}
