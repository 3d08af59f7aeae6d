with separated as (

    select
        node,
        member_number,
        count(*) over (partition by member_number) as member_size
    from {{ ref('int_identity__separation') }}

)

-- Who was taken apart from everybody has no kept link left, and is not here.
select
    clusters.node,
    coalesce(separated.member_number, clusters.component) as component
from {{ ref('int_identity__clusters') }} as clusters
left join separated on clusters.node = separated.node
where separated.node is null or separated.member_size > 1
