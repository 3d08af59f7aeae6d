{#- Connected components of a graph whose nodes are integers, by contraction; needs no dbt but run_query().

    Every round hooks each node on its smallest neighbour, jumps to the roots and contracts the graph to
    these, until no edge is left: a few rounds, however long a chain is. The numbers must be real keys;
    hash() collides on structured text and would merge strangers. -#}

{#- Contracts the edges of a query (node_a, node_b) to nothing. Leaves the scratch table <name>__hooked
    (node, component) behind: every node that is not itself the smallest of its component. Returns how
    many rounds it took.

    Who already knows the smallest neighbours saves the first round: `hooks` is a query of them (node,
    root; each node once, root < node), and `edges` then need not repeat these. -#}
{% macro contract_edges(name, edges, hooks=none) -%}
    {%- set edge_table = name ~ '__edges' -%}
    {%- do scratch_table(edge_table,
        'select least(node_a, node_b) as low, greatest(node_a, node_b) as high from ('
        ~ edges ~ ') as edges where node_a <> node_b') -%}
    {%- set state = namespace(rounds=0, edges_left=count_rows(edge_table)) -%}
    {%- if hooks is not none -%}
        {%- set state.rounds = 1 -%}
        {%- do scratch_table(name ~ '__roots_1', hooks) -%}
        {%- set state.edges_left = contract_round(edge_table, name ~ '__roots_1', state.edges_left) -%}
    {%- endif -%}
    {%- for _ in range(64) if state.edges_left -%}
        {%- set state.rounds = state.rounds + 1 -%}
        {%- set roots = name ~ '__roots_' ~ state.rounds -%}
        {%- do scratch_table(roots,
            'select high as node, min(low) as root, max(low) as highest_neighbour from '
            ~ edge_table ~ ' group by high') -%}
        {%- do scratch_table(edge_table, edges_not_hooked(edge_table, roots)) -%}
        {%- set state.edges_left = contract_round(edge_table, roots, count_rows(edge_table)) -%}
    {%- endfor -%}
    {%- if state.edges_left -%}
        {{ exceptions.raise_compiler_error(name ~ ': edges are left after 64 rounds; the nodes are no integers') }}
    {%- endif -%}
    {%- do drop_scratch_table(edge_table) -%}
    {%- do compose_rounds(name, state.rounds) -%}
    {{ return(state.rounds) }}
{%- endmacro %}


{#- Ends a round of hooking: the edges that hooks have not used, moved to the roots. Returns how many are
    left. -#}
{% macro contract_round(edges, roots, edges_left) -%}
    {%- do jump_to_roots(roots) -%}
    {%- if not edges_left -%}
        {{ return(0) }}
    {%- endif -%}
    {%- do scratch_table(edges, contracted_edges(edges, roots)) -%}
    {{ return(count_rows(edges)) }}
{%- endmacro %}


{#- The edges that a round of hooking has not used. A node with one smaller neighbour has none of them,
    so few nodes need to be looked up. -#}
{% macro edges_not_hooked(edges, roots) -%}
    select
        edges.low,
        edges.high
    from {{ edges }} as edges
    inner join (
        select
            node,
            root
        from {{ roots }}
        where root <> highest_neighbour
    ) as forks on edges.high = forks.node
    where edges.low <> forks.root
{%- endmacro %}


{#- Lets every node point to its root instead of its neighbour. The way halves with every pass, and only
    what moved in a pass can move in the next. -#}
{% macro jump_to_roots(roots) -%}
    {%- set moved = roots ~ '__moved' -%}
    {%- set state = namespace(movers=roots, moved=1) -%}
    {%- for _ in range(64) if state.moved -%}
        {%- do scratch_table(moved,
            'select child.node, parent.root from ' ~ state.movers ~ ' as child inner join ' ~ roots
            ~ ' as parent on child.root = parent.node') -%}
        {%- set state.movers = moved -%}
        {%- set state.moved = count_rows(moved) -%}
        {%- if state.moved -%}
            {%- do scratch_table(roots,
                'select child.node, coalesce(moved.root, child.root) as root from ' ~ roots
                ~ ' as child left join ' ~ moved ~ ' as moved on child.node = moved.node') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do drop_scratch_table(moved) -%}
{%- endmacro %}


{#- The edges that are left between roots. -#}
{% macro contracted_edges(edges, roots) -%}
    select distinct
        least(low_root, high_root) as low,
        greatest(low_root, high_root) as high
    from (
        select
            coalesce(lows.root, edges.low) as low_root,
            coalesce(highs.root, edges.high) as high_root
        from {{ edges }} as edges
        left join {{ roots }} as lows on edges.low = lows.node
        left join {{ roots }} as highs on edges.high = highs.node
    ) as moved
    where low_root <> high_root
{%- endmacro %}


{#- Puts the rounds together, last round first, so that each node meets its component in one step. -#}
{% macro compose_rounds(name, rounds) -%}
    {%- set hooked = name ~ '__hooked' -%}
    {%- do scratch_table(hooked, 'select cast(null as bigint) as node, cast(null as bigint) as component where 1 = 0') -%}
    {%- for round in range(rounds, 0, -1) -%}
        {%- set roots = name ~ '__roots_' ~ round -%}
        {%- do scratch_append(hooked,
            'select roots.node, coalesce(later.component, roots.root) as component from '
            ~ roots ~ ' as roots left join ' ~ hooked ~ ' as later on roots.root = later.node') -%}
        {%- do drop_scratch_table(roots) -%}
    {%- endfor -%}
{%- endmacro %}


{#- Node and component of every node, the smallest of each component among them. -#}
{% macro resolved_components(name) -%}
    select
        node,
        component
    from {{ name }}__hooked
    union all
    select distinct
        component as node,
        component
    from {{ name }}__hooked
{%- endmacro %}


{% macro count_rows(relation) -%}
    {{ return(run_query('select count(*) as row_count from ' ~ relation).rows[0]['row_count'] | int) }}
{%- endmacro %}
