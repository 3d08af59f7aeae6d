{{ config(
    materialized='compared',
    key=['identifier_type', 'scope', 'value'],
    compared=['one_id']
) }}

with identifiers as (

    select * from {{ ref('int_identity__identifiers') }}

),

claims as (

    select
        to_number,
        bool_or(status = 'shared') as is_shared,
        bool_or(status = 'refused') as is_contested,
        min(case when {{ has_moved() }} then first_landed_order end) as left_order,
        min(case when status = 'linked' and via_number is null then first_landed_order end)
            as kept_order
    from {{ ref('int_identity__links') }}
    group by to_number

),

-- What an operator tied to somebody is theirs, whatever the rules say of its value.
vouched as (

    select from_number as identifier_number
    from {{ ref('int_identity__links') }}
    where status = 'linked' and rule = 'must_link'
    union
    select to_number as identifier_number
    from {{ ref('int_identity__links') }}
    where status = 'linked' and rule = 'must_link'

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
        coalesce(claims.is_contested, false) as is_contested,
        vouched.identifier_number is not null as is_vouched,
        coalesce(claims.left_order < claims.kept_order, false) as is_moved
    from identifiers
    left join {{ ref('int_identity__components') }} as components
        on identifiers.identifier_number = components.node
    left join claims on identifiers.identifier_number = claims.to_number
    left join vouched on identifiers.identifier_number = vouched.identifier_number

),

judged as (

    select
        *,
        case
            when is_blocked and not is_vouched then 'blocked'
            when is_shared and not is_vouched then 'shared'
            when is_contested then 'conflict'
            when member_number is null then 'blocked'
            else 'linked'
        end as status
    from placed

),

-- What has records of its own names the member, the eldest first; what came from another holder, or
-- is only mentioned by others, does so where there is nothing else.
ranked as (

    select
        member_number,
        {{ one_id('identifier_type', 'scope', 'value') }} as one_id,
        row_number() over (
            partition by member_number
            order by
                case when own_landed_order is not null and not is_moved then 0 else 1 end,
                own_landed_order nulls last,
                identifier_number
        ) as seniority
    from judged
    where member_number is not null and status in ('linked', 'conflict')

),

names as (

    select
        member_number,
        one_id
    from ranked
    where seniority = 1

)

select
    judged.identifier_type,
    judged.scope,
    judged.value,
    judged.identifier_id,
    judged.identifier_number,
    case when judged.status in ('linked', 'conflict') then names.one_id end as one_id,
    judged.status
from judged
left join names on judged.member_number = names.member_number
