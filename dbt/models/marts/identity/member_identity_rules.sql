with rules as (

    select * from {{ ref('int_identity__rules') }}

),

final as (

    select
        identifier_type,
        priority,
        scope,
        coalesce(normaliser, 'as_is') as normaliser,
        one_per_member,
        one_per_holder,
        most_members,
        most_members_in_window,
        most_members_in_window_days,
        most_people,
        most_cards,
        most_values,
        most_values_in_window,
        most_values_in_window_days,
        case when most_values is not null then coalesce(over_most_values, 'keep_latest') end
            as over_most_values,
        valid_pattern,
        blocked_patterns,
        blocked_values
    from rules

)

select * from final
