{#- The top of the tree that every node of a forest stands in, and how far above the node it is. `edges`
    names a relation in scope with node and parent, one row per node; nodes that only are parents are
    tops. Every step doubles the way looked at, so that 4096 generations take twelve. Who walks
    that far stands in a ring or below one: there is no top, and the node reached lies on the ring. -#}
{% macro ancestor_walk(edges) -%}
    {%- set steps = 12 -%}
    walk_0 as (

        select
            node,
            parent as top,
            1 as distance
        from {{ edges }}
        union all
        select distinct
            above.parent as node,
            above.parent as top,
            0 as distance
        from {{ edges }} as above
        left join {{ edges }} as below on above.parent = below.node
        where below.node is null

    ),
    {%- for step in range(1, steps + 1) %}

    walk_{{ step }} as (

        select
            walk_{{ step - 1 }}.node,
            further.top,
            walk_{{ step - 1 }}.distance + further.distance as distance
        from walk_{{ step - 1 }}
        inner join walk_{{ step - 1 }} as further on walk_{{ step - 1 }}.top = further.node

    ),
    {%- endfor %}

    ancestors as (

        select
            node,
            top,
            distance,
            distance >= {{ 2 ** steps }} as is_endless
        from walk_{{ steps }}

    )
{%- endmacro %}
