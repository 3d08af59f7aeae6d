{%- set rules = identity_rules().types -%}

with evidence as (

    select
        from_number,
        to_number,
        case when to_type = 'member_card' then to_number else from_number end as card_number,
        case when to_type = 'member_card' then from_number else to_number end as binder_number,
        bool_or(is_blocked) as is_blocked,
        max(last_seen_at) as last_seen_at,
        max(last_landed_order) as last_landed_order
    from {{ ref('int_identity__evidence') }}
    where to_type = 'member_card' or (from_type = 'member_card' and to_type = 'unionid')
    group by all

),

bindings as (

    select
        evidence.*,
        coalesce(cores.component, evidence.binder_number) as core_number
    from evidence
    left join {{ ref('int_identity__cores') }} as cores on evidence.binder_number = cores.node

),

core_counts as (

    select
        card_number,
        count(distinct core_number) as core_count
    from bindings
    group by card_number

),

ranked as (

    select
        bindings.*,
        core_counts.core_count > {{ rules.member_card.most_members }} as is_shared,
        first_value(bindings.core_number) over (
            partition by bindings.card_number
            order by
                bindings.last_seen_at desc nulls last, bindings.last_landed_order desc,
                bindings.core_number asc
        ) as latest_core_number
    from bindings
    inner join core_counts on bindings.card_number = core_counts.card_number

),

decided as (

    select
        from_number,
        to_number,
        card_number,
        core_number,
        case
            when is_blocked then 'blocked'
            when is_shared then 'shared'
            when core_number <> latest_core_number then 'refused'
            else 'linked'
        end as status,
        case
            when is_blocked then 'blocked_value'
            when is_shared then 'too_many_members'
            when core_number <> latest_core_number then 'one_member_per_card'
            else 'member_card'
        end as rule
    from ranked

)

select * from decided
