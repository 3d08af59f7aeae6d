{#- A table of the shortest way from every node of a graph to the root of its component. The model's
    query gives the graph: node and next_node are integers, an edge has a row in either direction, a row
    whose next_node is empty names a root, and all further columns describe an edge. Where several shortest
    ways part, the config `prefer` (what to order edges by, a list that leaves no ties) tells which is taken.
    The table has the model's columns and `depth`, the number of edges to the root; a root has depth 0. Every
    round goes a few edges further from the roots, and the edges of what was reached are forgotten now and
    then: one chain of a thousand does not make a million other members slow. -#}
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
    {%- set edges, reached, news = name ~ '__edges', name ~ '__reached', name ~ '__news' -%}
    {%- do scratch_table(edges, graph) -%}
    {%- do scratch_table(news,
        'select *, cast(0 as integer) as depth from ' ~ edges ~ ' where next_node is null') -%}
    {%- do scratch_table(reached, 'select * from ' ~ news) -%}
    {%- set state = namespace(rounds=0, last=count_rows(news), found=count_rows(news), edges=count_rows(edges)) -%}
    {%- for _ in range(100000) if state.last -%}
        {%- if 10 * state.found > state.edges -%}
            {%- do scratch_table(edges,
                'select edges.* from ' ~ edges ~ ' as edges anti join ' ~ reached
                ~ ' as reached on edges.node = reached.node') -%}
            {%- set state.edges = count_rows(edges) -%}
            {%- set state.found = 0 -%}
        {%- endif -%}
        {%- do scratch_table(news, next_levels(edges, news, prefer, state.rounds * levels_a_round())) -%}
        {%- do scratch_append(reached, 'select * from ' ~ news) -%}
        {%- set state.rounds = state.rounds + 1 -%}
        {%- set state.found = state.found + count_rows(news) -%}
        {%- set state.last = count_rows(news ~ ' where depth = ' ~ (state.rounds * levels_a_round())) -%}
    {%- endfor -%}
    {{ return(state.rounds) }}
{%- endmacro %}


{#- How many edges further a round goes: a query costs more than what it finds in a long chain. -#}
{% macro levels_a_round() -%}
    {{ return(8) }}
{%- endmacro %}


{#- What the next edges lead to, each node by the edge that is preferred. A neighbour of what lies at some
    depth lies one deeper, at the same or one less deep; so only the last two levels can be met again. -#}
{% macro next_levels(edges, news, prefer, depth) -%}
    with level_0 as (select * from {{ news }} where depth = {{ depth - 1 }}),
    level_1 as (select * from {{ news }} where depth = {{ depth }})
    {%- for level in range(2, 2 + levels_a_round()) -%}
    , level_{{ level }} as (
        select edges.*, cast({{ depth + level - 1 }} as integer) as depth
        from {{ edges }} as edges
        inner join level_{{ level - 1 }} as nearer on edges.next_node = nearer.node
        anti join level_{{ level - 1 }} as same on edges.node = same.node
        anti join level_{{ level - 2 }} as back on edges.node = back.node
        qualify row_number() over (
            partition by edges.node order by edges.{{ prefer | join(', edges.') }}
        ) = 1
    )
    {%- endfor %}
    {% for level in range(2, 2 + levels_a_round()) -%}
    select * from level_{{ level }}
    {{- ' union all ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
