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

-- Who has no kept link is a member alone; what others only mention, and nobody keeps, is none.
placed as (

    select
        identifiers.*,
        case
            when components.component is not null then components.component
            when identifiers.is_subject then identifiers.identifier_number
        end as member_number,
        coalesce(claims.is_shared, false) as is_shared,
        coalesce(claims.is_contested, false) as is_contested
    from identifiers
    left join {{ ref('int_identity__components') }} as components
        on identifiers.identifier_number = components.node
    left join claims on identifiers.identifier_number = claims.to_number

),

judged as (

    select
        *,
        case
            when is_blocked then 'blocked'
            when is_shared then 'shared'
            when is_contested then 'conflict'
            when member_number is null then 'blocked'
            else 'linked'
        end as status
    from placed

)

select
    judged.identifier_type,
    judged.scope,
    judged.value,
    judged.identifier_id,
    judged.identifier_number,
    case
        when judged.status in ('linked', 'conflict') and judged.member_number is not null
            then {{ one_id('elders.identifier_type', 'elders.scope', 'elders.value') }}
    end as one_id,
    judged.status
from judged
left join identifiers as elders on judged.member_number = elders.identifier_number
