{#- Firmest first: what a source vouches for, then what was said most often. -#}
{{ config(
    materialized='paths_to_roots',
    prefer=[
        'is_verified desc', 'record_count desc', 'next_node', 'via_number nulls first', 'is_forward'
    ]
) }}

with links as (

    select
        from_number,
        to_number,
        via_number,
        is_verified,
        record_count
    from {{ ref('int_identity__links') }}
    where status = 'linked'

),

roots as (

    select identifier_number
    from {{ ref('int_identity__map') }}
    where one_id = concat('m_', left(identifier_id, 20))

),

directed as (

    select
        from_number as node,
        to_number as next_node,
        via_number,
        true as is_forward,
        is_verified,
        record_count
    from links
    union all
    select
        to_number as node,
        from_number as next_node,
        via_number,
        false as is_forward,
        is_verified,
        record_count
    from links

)

select
    node,
    next_node,
    via_number,
    is_forward,
    is_verified,
    record_count
from directed
union all
select
    identifier_number as node,
    cast(null as bigint) as next_node,
    cast(null as bigint) as via_number,
    cast(null as boolean) as is_forward,
    cast(null as boolean) as is_verified,
    cast(null as bigint) as record_count
from roots
