{#- Every claim to a value, with the limit of the rules that it meets, if any: status blocked, shared or
    refused, the rule, and how many were found of how many allowed, within how many days. Arguments are
    names of relations, so that any claims can be judged:

    claims  holder_number, holder_type, value_number, value_type, member_number (what firmer links have
            made of the holder), blocked_by, is_verified, is_note, held_since, last_seen_at,
            last_landed_order; one row per holder and value
    limits  one row per type of identifier, the columns of int_identity__rules
    names   member_number, name_token: the names of members; without it everybody is nameless -#}
{% macro judged_claims(claims, limits, names=none) -%}
    with
    {{ shared_value_ctes(claims, limits, names) }},

    {{ full_member_ctes(claims, limits) }}

    select
        claims.*,
        case
            when claims.blocked_by is not null then 'blocked'
            when shared_values.rule is not null then 'shared'
            when full_members.rule is not null then 'refused'
        end as status,
        case
            when claims.blocked_by is not null then claims.blocked_by
            else coalesce(shared_values.rule, full_members.rule)
        end as rule,
        case
            when claims.blocked_by is null
                then coalesce(shared_values.found_count, full_members.found_count)
        end as found_count,
        case
            when claims.blocked_by is null
                then coalesce(shared_values.most_allowed, full_members.most_allowed)
        end as most_allowed,
        case
            when claims.blocked_by is null
                then coalesce(shared_values.within_days, full_members.within_days)
        end as within_days
    from {{ claims }} as claims
    left join shared_values on claims.value_number = shared_values.value_number
    left join full_members
        on
            claims.value_number = full_members.value_number
            and claims.member_number = full_members.member_number
{%- endmacro %}


{#- CTE shared_values: the values that more members, people or cards hold than the limits allow, or took
    up in too short a time. -#}
{% macro shared_value_ctes(claims, limits, names) -%}
    holdings as (

        select
            value_number,
            value_type,
            member_number,
            bool_or(is_verified) as is_verified,
            bool_and(is_note) as is_note,
            min(held_since) as held_since,
            max(last_seen_at) as last_seen_at,
            max(last_landed_order) as last_landed_order,
            count(case when holder_type = 'member_card' then 1 end) as card_count
        from {{ claims }}
        where blocked_by is null
        group by value_number, value_type, member_number

    ),

    value_counts as (

        select
            value_number,
            value_type,
            count(*) as member_count,
            cast(sum(card_count) as bigint) as card_count
        from holdings
        group by value_number, value_type

    ),

    people_counts as (

        select
            holdings.value_number,
            {% if names -%}
            count(distinct coalesce(
                names.name_token, cast(holdings.member_number as varchar)
            )) as people_count
            {%- else -%}
            count(*) as people_count
            {%- endif %}
        from holdings
        inner join {{ limits }} as limits
            on holdings.value_type = limits.identifier_type and limits.most_people is not null
        {% if names -%}
        left join {{ names }} as names on holdings.member_number = names.member_number
        {%- endif %}
        group by holdings.value_number

    ),

    overheld_values as (

        select
            value_counts.value_number,
            value_counts.member_count,
            value_counts.card_count,
            people_counts.people_count,
            limits.*,
            case
                when people_counts.people_count > limits.most_people then 'too_many_people'
                when value_counts.member_count > limits.most_members then 'too_many_members'
                when value_counts.card_count > limits.most_cards then 'too_many_cards'
            end as rule
        from value_counts
        inner join {{ limits }} as limits on value_counts.value_type = limits.identifier_type
        left join people_counts on value_counts.value_number = people_counts.value_number

    ),

    contested_holdings as (

        select
            holdings.value_number,
            holdings.held_since,
            overheld_values.most_members_in_window_days
        from holdings
        inner join overheld_values on holdings.value_number = overheld_values.value_number
        where
            overheld_values.rule is null
            and overheld_values.member_count > overheld_values.most_members_in_window
            and holdings.held_since is not null

    ),

    -- A member counts from the day it took a value up until a window later: the most of any day is
    -- the most of any window, and no two holdings need to be compared.
    counted_days as (

        select
            value_number,
            counted_on,
            sum(change) as change
        from (
            select
                value_number,
                cast(held_since as date) as counted_on,
                1 as change
            from contested_holdings
            union all
            select
                value_number,
                {{ add_days('held_since', 'most_members_in_window_days') }} as counted_on,
                -1 as change
            from contested_holdings
        ) as changes
        group by value_number, counted_on

    ),

    rushes as (

        select
            value_number,
            cast(max(started_count) as bigint) as started_count
        from (
            select
                value_number,
                sum(change) over (partition by value_number order by counted_on) as started_count
            from counted_days
        ) as days
        group by value_number

    ),

    shared_values as (

        select
            overheld_values.value_number,
            coalesce(overheld_values.rule, 'too_many_members_at_once') as rule,
            case overheld_values.rule
                when 'too_many_people' then overheld_values.people_count
                when 'too_many_members' then overheld_values.member_count
                when 'too_many_cards' then overheld_values.card_count
                else rushes.started_count
            end as found_count,
            case overheld_values.rule
                when 'too_many_people' then overheld_values.most_people
                when 'too_many_members' then overheld_values.most_members
                when 'too_many_cards' then overheld_values.most_cards
                else overheld_values.most_members_in_window
            end as most_allowed,
            case
                when overheld_values.rule is null
                    then overheld_values.most_members_in_window_days
            end as within_days
        from overheld_values
        left join rushes on overheld_values.value_number = rushes.value_number
        where
            overheld_values.rule is not null
            or rushes.started_count > overheld_values.most_members_in_window

    )
{%- endmacro %}


{#- CTE full_members: the values for which a member has no room, because it holds as many firmer or
    fresher ones as the limits allow, ever or within a window of days. -#}
{% macro full_member_ctes(claims, limits) -%}
    crowded_members as (

        select
            holdings.member_number,
            holdings.value_type
        from holdings
        inner join {{ limits }} as limits on holdings.value_type = limits.identifier_type
        group by holdings.member_number, holdings.value_type
        having
            count(*) > min(least(
                limits.most_values, coalesce(limits.most_values_in_window, limits.most_values)
            ))

    ),

    ranked_holdings as (

        select
            holdings.*,
            limits.most_values,
            limits.most_values_in_window,
            limits.most_values_in_window_days,
            coalesce(limits.over_most_values, 'keep_latest') as over_most_values,
            row_number() over (
                partition by holdings.member_number, holdings.value_type
                order by
                    holdings.is_verified desc, holdings.is_note asc,
                    holdings.last_seen_at desc nulls last, holdings.last_landed_order desc,
                    holdings.value_number asc
            ) as place,
            count(*) over (
                partition by holdings.member_number, holdings.value_type
            ) as value_count
        from holdings
        inner join crowded_members
            on
                holdings.member_number = crowded_members.member_number
                and holdings.value_type = crowded_members.value_type
        inner join {{ limits }} as limits on holdings.value_type = limits.identifier_type
        left join shared_values on holdings.value_number = shared_values.value_number
        where shared_values.value_number is null

    ),

    placed_holdings as (

        select
            *,
            place > most_values
            or (over_most_values = 'refuse_all' and value_count > most_values) as is_over
        from ranked_holdings

    ),

    crowded_windows as (

        select
            weaker.member_number,
            weaker.value_number,
            count(*) as firmer_count
        from placed_holdings as weaker
        inner join placed_holdings as firmer
            on
                weaker.member_number = firmer.member_number
                and weaker.value_type = firmer.value_type
                and weaker.place > firmer.place
                and not weaker.is_over
                and weaker.value_count > weaker.most_values_in_window
                and abs({{ days_between('firmer.held_since', 'weaker.held_since') }})
                < weaker.most_values_in_window_days
        group by weaker.member_number, weaker.value_number

    ),

    full_members as (

        select
            placed_holdings.member_number,
            placed_holdings.value_number,
            case when placed_holdings.is_over then 'too_many_values' else 'too_many_values_at_once' end
                as rule,
            case
                when placed_holdings.is_over then placed_holdings.value_count
                else crowded_windows.firmer_count + 1
            end as found_count,
            case
                when placed_holdings.is_over then placed_holdings.most_values
                else placed_holdings.most_values_in_window
            end as most_allowed,
            case when not placed_holdings.is_over then placed_holdings.most_values_in_window_days end
                as within_days
        from placed_holdings
        left join crowded_windows
            on
                placed_holdings.member_number = crowded_windows.member_number
                and placed_holdings.value_number = crowded_windows.value_number
        where
            placed_holdings.is_over
            or crowded_windows.firmer_count >= placed_holdings.most_values_in_window

    )
{%- endmacro %}
