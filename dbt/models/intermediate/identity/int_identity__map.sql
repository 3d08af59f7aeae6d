with identifiers as (

    select * from {{ ref('int_identity__identifiers') }}

),

claims as (

    select
        to_number,
        bool_or(status = 'shared') as is_shared,
        bool_or(status = 'refused') as is_contested
    from {{ ref('int_identity__links') }}
    group by to_number

),

judged as (

    select
        identifiers.*,
        coalesce(components.component, identifiers.identifier_number) as member_number,
        case
            when identifiers.is_blocked then 'blocked'
            when claims.is_shared then 'shared'
            when claims.is_contested then 'conflict'
            else 'linked'
        end as status
    from identifiers
    left join {{ ref('int_identity__components') }} as components
        on identifiers.identifier_number = components.node
    left join claims on identifiers.identifier_number = claims.to_number

)

select
    judged.identifier_type,
    judged.scope,
    judged.value,
    judged.identifier_id,
    judged.identifier_number,
    case
        when judged.status in ('linked', 'conflict')
            then {{ one_id('elders.identifier_type', 'elders.scope', 'elders.value') }}
    end as one_id,
    judged.status
from judged
inner join identifiers as elders on judged.member_number = elders.identifier_number
