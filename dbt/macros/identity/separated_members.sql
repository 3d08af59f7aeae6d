{#- A table of members out of clusters that hold what may not be one: whoever would unite two values of a
    type of which a person has one, both sides of a cannot-link, or too many identifiers, is kept apart.
    The model's query gives, for these clusters alone,

      part 'node'   node_a, rank_or_value: its place among the elders, 1 is the eldest, each once
      part 'link'   node_a, node_b, rank_or_value: how firm, 1 is firmest
      part 'must'   node_a, node_b: an operator's link, above all others
      part 'mark'   node_a, rank_or_value, mark: nodes of one mark and different values stay apart;
                    a mark whose text begins with cannot_link holds against operators' links, too

    with null in what is not named. The table has a row per node and the smallest node of its member. It
    depends on the ranks and not on the order of rows or numbers. -#}
{% materialization separated_members, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}

    {%- do scratch_table(this.identifier ~ '__input', sql) -%}
    {%- do separate_members(this.identifier, config.require('most_identifiers')) -%}

    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, separated_rows(this.identifier)) }}
    {%- endcall %}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- Leaves <name>__groups: rank, group_rank. Nodes are known by their rank from here on, so that the
    smallest of a group is its elder. -#}
{% macro separate_members(name, most_identifiers) -%}
    {%- set rows = name ~ '__input' -%}
    {%- do scratch_table(name ~ '__nodes',
        "select node_a as node, rank_or_value as rank from " ~ rows ~ " where part = 'node'") -%}
    {%- do scratch_table(name ~ '__links', ranked_links(name)) -%}
    {%- do scratch_table(name ~ '__marks',
        "select nodes.rank, marks.mark, marks.rank_or_value as value from " ~ rows
        ~ " as marks inner join " ~ name ~ "__nodes as nodes on marks.node_a = nodes.node"
        ~ " where marks.part = 'mark'") -%}
    {%- do scratch_table(name ~ '__groups', 'select rank, rank as group_rank from ' ~ name ~ '__nodes') -%}
    {%- set classes = link_classes(name) -%}
    {%- if 0 in classes -%}
        {%- for strength in classes if strength -%}
            {%- do join_class(name, strength, most_identifiers) -%}
        {%- endfor -%}
        {%- do license_marks(name) -%}
        {%- do scratch_table(name ~ '__groups', 'select rank, rank as group_rank from ' ~ name ~ '__nodes') -%}
    {%- endif -%}
    {%- for strength in classes -%}
        {%- do join_class(name, strength, most_identifiers) -%}
    {%- endfor -%}
{%- endmacro %}


{#- Node and member of every node that was looked at. -#}
{% macro separated_rows(name) -%}
    select
        nodes.node,
        min(nodes.node) over (partition by groups.group_rank) as member_number
    from {{ name }}__groups as groups
    inner join {{ name }}__nodes as nodes on groups.rank = nodes.rank
{%- endmacro %}


{#- The links between ranks; an operator's have strength 0. -#}
{% macro ranked_links(name) -%}
    select distinct
        least(one_side.rank, other_side.rank) as low,
        greatest(one_side.rank, other_side.rank) as high,
        case when links.part = 'must' then 0 else links.rank_or_value end as strength
    from {{ name }}__input as links
    inner join {{ name }}__nodes as one_side on links.node_a = one_side.node
    inner join {{ name }}__nodes as other_side on links.node_b = other_side.node
    where links.part in ('link', 'must') and one_side.rank <> other_side.rank
{%- endmacro %}


{% macro link_classes(name) -%}
    {%- set classes = [] -%}
    {%- for row in run_query('select distinct strength from ' ~ name ~ '__links order by strength').rows -%}
        {%- do classes.append(row['strength'] | int) -%}
    {%- endfor -%}
    {{ return(classes) }}
{%- endmacro %}


{#- An operator who ties two members knows that they are one person, whatever each of them holds: within
    what operators tie together the values of a mark count as one. Cannot-links stay as they are. -#}
{% macro license_marks(name) -%}
    {%- do scratch_components(name ~ '__tied',
        'select low_group.group_rank as node_a, high_group.group_rank as node_b from ' ~ name
        ~ '__links as links inner join ' ~ name ~ '__groups as low_group on links.low = low_group.rank'
        ~ ' inner join ' ~ name ~ '__groups as high_group on links.high = high_group.rank'
        ~ ' where links.strength = 0') -%}
    {%- do scratch_table(name ~ '__marks',
        'select marks.rank, marks.mark, case when marks.mark like \'cannot_link%\' or tied.component is null'
        ~ ' then marks.value else min(marks.value) over (partition by marks.mark, tied.component) end as value'
        ~ ' from ' ~ name ~ '__marks as marks inner join ' ~ name ~ '__groups as groups on marks.rank = groups.rank'
        ~ ' left join ' ~ name ~ '__tied as tied on groups.group_rank = tied.node') -%}
{%- endmacro %}


{#- Joins groups over the links of one strength, as far as nothing speaks against it. -#}
{% macro join_class(name, strength, most_identifiers) -%}
    {%- do scratch_table(name ~ '__bonds', class_bonds(name, strength)) -%}
    {%- if count_rows(name ~ '__bonds') -%}
        {%- do scratch_components(name ~ '__pools', 'select low as node_a, high as node_b from ' ~ name ~ '__bonds') -%}
        {%- do scratch_table(name ~ '__seeds', opposed_groups(name)) -%}
        {%- do scratch_table(name ~ '__cells', first_cells(name)) -%}
        {%- if count_rows(name ~ '__seeds') -%}
            {%- do grow_cells(name, most_identifiers) -%}
            {%- do merge_cells(name) -%}
        {%- endif -%}
        {%- do scratch_table(name ~ '__groups', joined_groups(name, most_identifiers)) -%}
    {%- endif -%}
{%- endmacro %}


{#- The pairs of groups that links of one strength tie. -#}
{% macro class_bonds(name, strength) -%}
    select distinct
        least(low_group.group_rank, high_group.group_rank) as low,
        greatest(low_group.group_rank, high_group.group_rank) as high
    from {{ name }}__links as links
    inner join {{ name }}__groups as low_group on links.low = low_group.rank
    inner join {{ name }}__groups as high_group on links.high = high_group.rank
    where links.strength = {{ strength }} and low_group.group_rank <> high_group.group_rank
{%- endmacro %}


{#- The groups that may not all be one, in each pool that the bonds would make of groups. -#}
{% macro opposed_groups(name) -%}
    with group_marks as (
        select distinct
            pools.component,
            groups.group_rank,
            marks.mark,
            marks.value
        from {{ name }}__marks as marks
        inner join {{ name }}__groups as groups on marks.rank = groups.rank
        inner join {{ name }}__pools as pools on groups.group_rank = pools.node
    ),

    opposed as (
        select
            component,
            mark
        from group_marks
        group by component, mark
        having count(distinct value) > 1
    )

    select distinct
        group_marks.group_rank,
        group_marks.component
    from group_marks
    inner join opposed
        on group_marks.component = opposed.component and group_marks.mark = opposed.mark
{%- endmacro %}


{#- A pool in which nobody is opposed is one cell; in the others every opposed group begins its own. -#}
{% macro first_cells(name) -%}
    select
        pools.node as group_rank,
        pools.component as cell
    from {{ name }}__pools as pools
    where pools.component not in (select seeds.component from {{ name }}__seeds as seeds)
    union all
    select
        group_rank,
        group_rank as cell
    from {{ name }}__seeds
{%- endmacro %}


{#- Every other group goes to the opposed one that the fewest bonds lead to; of two as near, to the elder.
    A cell that reaches further than a member may have identifiers is too large in any case. -#}
{% macro grow_cells(name, most_identifiers) -%}
    {%- do scratch_table(name ~ '__frontier', 'select group_rank, cell from ' ~ name ~ '__cells') -%}
    {%- set state = namespace(grown=1) -%}
    {%- for _ in range(most_identifiers + 1) if state.grown -%}
        {%- do scratch_table(name ~ '__next', nearest_cells(name)) -%}
        {%- do scratch_table(name ~ '__frontier', 'select group_rank, cell from ' ~ name ~ '__next') -%}
        {%- set state.grown = count_rows(name ~ '__frontier') -%}
        {%- if state.grown -%}
            {%- do scratch_append(name ~ '__cells', 'select group_rank, cell from ' ~ name ~ '__frontier') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro nearest_cells(name) -%}
    with reached as (
        select
            bonds.high as group_rank,
            frontier.cell
        from {{ name }}__frontier as frontier
        inner join {{ name }}__bonds as bonds on frontier.group_rank = bonds.low
        union all
        select
            bonds.low as group_rank,
            frontier.cell
        from {{ name }}__frontier as frontier
        inner join {{ name }}__bonds as bonds on frontier.group_rank = bonds.high
    )

    select
        reached.group_rank,
        min(reached.cell) as cell
    from reached
    left join {{ name }}__cells as cells on reached.group_rank = cells.group_rank
    where cells.group_rank is null
    group by reached.group_rank
{%- endmacro %}


{#- Neighbouring cells that are not opposed become one, elders first: in every round each pair of which
    either is the other's eldest possible partner. -#}
{% macro merge_cells(name) -%}
    {%- set state = namespace(merged=1) -%}
    {%- for _ in range(10000) if state.merged -%}
        {%- do scratch_table(name ~ '__partners', possible_partners(name)) -%}
        {%- do scratch_table(name ~ '__unions', chosen_partners(name)) -%}
        {%- set state.merged = count_rows(name ~ '__unions') -%}
        {%- if state.merged -%}
            {%- do scratch_table(name ~ '__cells',
                'select cells.group_rank, coalesce(unions.low, cells.cell) as cell from ' ~ name
                ~ '__cells as cells left join ' ~ name ~ '__unions as unions on cells.cell = unions.high') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro possible_partners(name) -%}
    with neighbours as (
        select distinct
            least(low_cell.cell, high_cell.cell) as low,
            greatest(low_cell.cell, high_cell.cell) as high
        from {{ name }}__bonds as bonds
        inner join {{ name }}__cells as low_cell on bonds.low = low_cell.group_rank
        inner join {{ name }}__cells as high_cell on bonds.high = high_cell.group_rank
        where low_cell.cell <> high_cell.cell
    ),

    cell_marks as (
        select distinct
            cells.cell,
            marks.mark,
            marks.value
        from {{ name }}__marks as marks
        inner join {{ name }}__groups as groups on marks.rank = groups.rank
        inner join {{ name }}__cells as cells on groups.group_rank = cells.group_rank
    ),

    opposed as (
        select distinct
            neighbours.low,
            neighbours.high
        from neighbours
        inner join cell_marks as low_marks on neighbours.low = low_marks.cell
        inner join cell_marks as high_marks
            on
                neighbours.high = high_marks.cell
                and low_marks.mark = high_marks.mark
                and low_marks.value <> high_marks.value
    )

    select
        neighbours.low,
        neighbours.high,
        row_number() over (order by neighbours.low, neighbours.high) as place
    from neighbours
    left join opposed on neighbours.low = opposed.low and neighbours.high = opposed.high
    where opposed.low is null
{%- endmacro %}


{% macro chosen_partners(name) -%}
    with choices as (
        select
            cell,
            min(place) as place
        from (
            select
                low as cell,
                place
            from {{ name }}__partners
            union all
            select
                high as cell,
                place
            from {{ name }}__partners
        ) as offers
        group by cell
    )

    select
        partners.low,
        partners.high
    from {{ name }}__partners as partners
    inner join choices as low_choice
        on partners.low = low_choice.cell and partners.place = low_choice.place
    inner join choices as high_choice
        on partners.high = high_choice.cell and partners.place = high_choice.place
{%- endmacro %}


{#- The groups after this class of links; a cell that would be too large falls back to what it was. -#}
{% macro joined_groups(name, most_identifiers) -%}
    with placed as (
        select
            groups.rank,
            groups.group_rank,
            coalesce(cells.cell, groups.group_rank) as cell
        from {{ name }}__groups as groups
        left join {{ name }}__cells as cells on groups.group_rank = cells.group_rank
    ),

    sized as (
        select
            *,
            count(*) over (partition by cell) as cell_size
        from placed
    )

    select
        rank,
        case when cell_size > {{ most_identifiers }} then group_rank else cell end as group_rank
    from sized
{%- endmacro %}


{#- Components of a query of edges, for the length of one model. -#}
{% macro scratch_components(name, edges) -%}
    {%- do contract_edges(name, edges) -%}
    {%- do scratch_table(name, resolved_components(name)) -%}
    {%- do drop_scratch_table(name ~ '__hooked') -%}
{%- endmacro %}
