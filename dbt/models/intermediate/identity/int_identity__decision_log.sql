with landed as (

    select
        decision_id,
        kind,
        a_type,
        a_scope,
        a_value,
        b_type,
        b_scope,
        b_value,
        withdrawn_decision_id,
        decided_by,
        decided_at,
        because,
        'landed' as origin,
        {{ landing_order('landed_seq', 'landed_position') }} as landed_order
    from {{ ref('stg_manual__identity_decisions') }}

),

seeded as (

    select
        decision_id,
        kind,
        a_type,
        case when a_type is not null then coalesce(a_scope, '') end as a_scope,
        a_value,
        b_type,
        case when b_type is not null then coalesce(b_scope, '') end as b_scope,
        b_value,
        cast(null as varchar) as withdrawn_decision_id,
        decided_by,
        decided_at,
        because,
        'seed' as origin,
        cast(0 as bigint) as landed_order
    from {{ ref('identity_decisions') }}

),

told as (

    select * from landed
    union all
    select * from seeded

),

named as (

    select
        *,
        case when a_type is not null then {{ identifier_id('a_type', 'a_scope', 'a_value') }} end
            as a_identifier_id,
        case when b_type is not null then {{ identifier_id('b_type', 'b_scope', 'b_value') }} end
            as b_identifier_id,
        row_number() over (order by decided_at, landed_order, decision_id) as decision_number
    from told

),

withdrawals as (

    select
        withdrawn_decision_id as decision_id,
        min_by(decision_id, decision_number) as ended_by,
        min(decided_at) as ended_at
    from named
    where kind = 'withdraw'
    group by withdrawn_decision_id

),

open_decisions as (

    select * from named
    where
        kind in ('must_link', 'cannot_link', 'nobody')
        and decision_id not in (select withdrawals.decision_id from withdrawals)

),

-- What a decision says of a pair, and of each identifier by itself.
claims as (

    select
        decision_id,
        decision_number,
        decided_at,
        case
            when a_identifier_id <= b_identifier_id
                then concat(a_identifier_id, '|', b_identifier_id)
            else concat(b_identifier_id, '|', a_identifier_id)
        end as subject,
        kind as said
    from open_decisions
    where kind <> 'nobody'
    union all
    select
        decision_id,
        decision_number,
        decided_at,
        a_identifier_id as subject,
        kind as said
    from open_decisions
    where kind <> 'cannot_link'
    union all
    select
        decision_id,
        decision_number,
        decided_at,
        b_identifier_id as subject,
        kind as said
    from open_decisions
    where kind = 'must_link'

),

-- The later decision about the same pair holds. So it is with an identifier that is nobody's and
-- later linked, or the other way round; but one identifier may be linked to many.
replacements as (

    select
        earlier.decision_id,
        min_by(later.decision_id, later.decision_number) as ended_by,
        min_by(later.decided_at, later.decision_number) as ended_at
    from claims as earlier
    inner join claims as later
        on earlier.subject = later.subject and earlier.decision_number < later.decision_number
    where
        earlier.subject like '%|%'
        or earlier.said = 'nobody'
        or later.said = 'nobody'
    group by earlier.decision_id

),

ends as (

    select
        decision_id,
        'withdrawn' as standing,
        ended_by,
        ended_at
    from withdrawals
    union all
    select
        decision_id,
        'replaced' as standing,
        ended_by,
        ended_at
    from replacements

)

select
    named.decision_id,
    named.kind,
    named.a_identifier_id,
    named.a_type,
    named.a_scope,
    named.a_value,
    named.b_identifier_id,
    named.b_type,
    named.b_scope,
    named.b_value,
    named.decided_by,
    named.decided_at,
    named.because,
    named.origin,
    coalesce(ends.standing, 'stands') as standing,
    ends.ended_by,
    ends.ended_at
from named
left join ends on named.decision_id = ends.decision_id
where named.kind <> 'withdraw'
