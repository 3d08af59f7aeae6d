with recorded as (

    select * from {{ published_health() }} as health

),

standings as (

    select * from {{ ref('int_identity__standings') }}

),

last_entry as (

    select
        coalesce(max(entry_number), 0) as entry_number,
        max(recorded_at) as recorded_at
    from recorded

),

previous as (

    select
        recorded.metric,
        recorded.segment,
        recorded.value
    from recorded
    inner join last_entry on recorded.entry_number = last_entry.entry_number

),

changes as (

    select *
    from {{ ref('member_identity_changes') }}
    where
        change_number > (
            select coalesce(max(published.change_number), 0)
            from {{ published_changes() }} as published
        )

),

former_members as (

    select
        former_one_id,
        bool_or(one_id is not null) as is_found
    from standings
    where former_one_id is not null
    group by former_one_id

),

totals as (

    select
        (select count(*) from former_members) as former_members,
        (select count(distinct standings.one_id) from standings) as members

),

measures as (

    select
        metric,
        segment,
        value,
        false as is_change
    from {{ ref('int_identity__measures') }}
    {%- for kind, metric in {'merge': 'merges', 'split': 'splits', 'move': 'moves',
        'rename': 'renames'}.items() %}
    union all
    select
        '{{ metric }}' as metric,
        '' as segment,
        count(case when kind = '{{ kind }}' then 1 end) as value,
        true as is_change
    from changes
    {%- endfor %}
    union all
    select
        'changed_by_rules' as metric,
        '' as segment,
        count(distinct case when cause = 'rules' then old_one_id end) as value,
        true as is_change
    from changes
    union all
    select
        'members_lost' as metric,
        '' as segment,
        count(case when not is_found then 1 end) as value,
        true as is_change
    from former_members
    union all
    select
        'ids_changed' as metric,
        '' as segment,
        count(*) as value,
        true as is_change
    from standings
    where former_one_id <> one_id

),

compared as (

    select
        coalesce(measures.metric, previous.metric) as metric,
        coalesce(measures.segment, previous.segment) as segment,
        coalesce(measures.value, 0) as value,
        previous.value as previous_value,
        coalesce(measures.is_change, false) as is_change,
        totals.former_members,
        greatest(1, totals.members / nullif(totals.former_members, 0)) as growth
    from measures
    full outer join previous
        on measures.metric = previous.metric and measures.segment = previous.segment
    cross join totals

),

-- A run without news about members makes no entry, so that nothing is published for its sake.
news as (

    select count(*) as figures
    from compared
    where
        (is_change and value <> 0)
        or (not is_change and coalesce(value <> previous_value, true))

),

limited as (

    select
        *,
        cast({{ most_allowed() }} as decimal(18, 4)) as most_allowed
    from compared

),

accepted as (

    select count(*) as decisions
    from {{ ref('int_identity__decisions') }} as decisions
    cross join last_entry
    where decisions.kind = 'accept' and decisions.decided_at >= last_entry.recorded_at

),

entry as (

    select
        cast(last_entry.entry_number + 1 as integer) as entry_number,
        limited.metric,
        limited.segment,
        cast(limited.value as decimal(18, 4)) as value,
        limited.previous_value,
        limited.most_allowed,
        coalesce(limited.value > limited.most_allowed, false) as is_jump,
        accepted.decisions > 0 as is_accepted,
        {{ as_of() }} as as_of_date,
        {{ recorded_at() }} as recorded_at
    from limited
    cross join last_entry
    cross join accepted
    cross join news
    where news.figures > 0

),

entries as (

    select * from recorded
    union all
    select * from entry

),

latest as (

    select max(entry_number) as entry_number from entries

),

final as (

    select
        entries.*,
        entries.entry_number = latest.entry_number as is_current
    from entries
    cross join latest

)

select
    entry_number,
    metric,
    segment,
    value,
    previous_value,
    most_allowed,
    is_jump,
    is_accepted,
    is_current,
    as_of_date,
    recorded_at
from final
