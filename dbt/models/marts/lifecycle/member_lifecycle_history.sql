{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('int_lifecycle_moves') }}
    union
    select one_id from {{ changed('int_member_paces') }}
    union
    -- whom the time that has passed since then may have moved
    select one_id
    from (
        select
            moves.one_id,
            {{ add_days('moves.first_order_date', var('lifecycle_new_days')) }} as newness_ends,
            {{ add_days('moves.last_order_date', 'paces.silent_after_days + 1') }} as silent_from,
            {{ add_days('moves.last_order_date', 'paces.at_risk_after_days + 1') }}
                as at_risk_from,
            {{ add_days('moves.last_order_date', 'paces.churned_after_days + 1') }}
                as churned_from,
            (select max(valid_from) from {{ this }}) as last_turn
        from {{ ref('int_lifecycle_moves') }} as moves
        left join {{ ref('int_member_paces') }} as paces on moves.one_id = paces.one_id
        where moves.next_moved_on is null
    ) as expected_turns
    where
        newness_ends between last_turn and {{ as_of() }}
        or silent_from between last_turn and {{ as_of() }}
        or at_risk_from between last_turn and {{ as_of() }}
        or churned_from between last_turn and {{ as_of() }}
{% endcall %}

with moves as (

    select * from {{ ref('int_lifecycle_moves') }}
    where {{ is_touched('one_id') }}

),

paces as (

    select * from {{ ref('int_member_paces') }}

),

-- what holds from one move of a member to the next, and the day before the first of them
segments as (

    select
        moves.*,
        coalesce(moves.next_moved_on, {{ add_days(as_of(), 1) }}) as held_until,
        {{ add_days('moves.moved_on', -1) }} as day_before,
        paces.silent_after_days,
        paces.at_risk_after_days,
        paces.churned_after_days,
        {{ add_days('moves.first_order_date', var('lifecycle_new_days')) }} as end_of_newness
    from moves
    left join paces on moves.one_id = paces.one_id

),

-- the days on which an activity stage can begin because time passes a threshold; several may be one
turns as (

    select
        *,
        end_of_newness as turned_on
    from segments
    where
        order_count between 1 and {{ var('lifecycle_loyal_orders') }} - 1
        and end_of_newness > moved_on and end_of_newness < held_until

    {% for stage in ['silent', 'at_risk', 'churned'] -%}
    union

    select
        *,
        {{ add_days('last_order_date', stage ~ '_after_days + 1') }} as turned_on
    from segments
    where
        {{ add_days('last_order_date', stage ~ '_after_days + 1') }} > moved_on
        and {{ add_days('last_order_date', stage ~ '_after_days + 1') }} < held_until

    {% endfor -%}
),

-- Between two turns nothing changes: what stood before one is what the day before it shows. So no
-- row has to be compared with the one before, and those that change nothing are gone at once.
stages as (

    select
        one_id,
        'activity' as axis,
        {{ activity_stage('order_count', 'first_order_date', 'last_order_date', 'moved_on') }}
            as stage,
        {{ activity_stage(
            'former_order_count', 'former_first_order_date', 'former_last_order_date', 'day_before'
        ) }} as previous_stage,
        former_order_count is null as is_first,
        moved_on as valid_from,
        case
            when gained = 0 and lost = 0 and order_count > 0 then 'time'
            when last_order_date = moved_on then 'order'
            when lost > 0 then 'refund'
            else 'first_seen'
        end as cause,
        bought_order_id,
        refunded_order_id,
        order_count,
        last_order_date
    from segments

    union all

    select
        one_id,
        'activity' as axis,
        {{ activity_stage('order_count', 'first_order_date', 'last_order_date', 'turned_on') }}
            as stage,
        {{ activity_stage(
            'order_count', 'first_order_date', 'last_order_date', add_days('turned_on', -1)
        ) }} as previous_stage,
        false as is_first,
        turned_on as valid_from,
        'time' as cause,
        bought_order_id,
        refunded_order_id,
        order_count,
        last_order_date
    from turns

    union all

    select
        one_id,
        'consumption' as axis,
        {{ consumption_stage('order_count', 'case when is_registered then moved_on end') }}
            as stage,
        {{ consumption_stage(
            'former_order_count', 'case when is_registered and not has_registered then moved_on end'
        ) }} as previous_stage,
        former_order_count is null as is_first,
        moved_on as valid_from,
        case
            when gained > lost then 'order'
            when lost > gained then 'refund'
            when has_registered then 'registration'
            else 'first_seen'
        end as cause,
        bought_order_id,
        refunded_order_id,
        order_count,
        last_order_date
    from segments

),

changes as (

    select
        one_id,
        axis,
        stage,
        case when not is_first then previous_stage end as previous_stage,
        valid_from,
        cause,
        case cause
            when 'order' then bought_order_id
            when 'refund' then refunded_order_id
        end as order_id,
        order_count,
        last_order_date
    from stages
    where is_first or previous_stage <> stage

),

intervals as (

    select
        *,
        lead(valid_from) over (partition by one_id, axis order by valid_from) as valid_to
    from changes

)

select
    one_id,
    axis,
    stage,
    previous_stage,
    valid_from,
    valid_to,
    valid_to is null as is_current,
    cause,
    order_id,
    order_count,
    last_order_date,
    cast({{ days_between('last_order_date', 'valid_from') }} as integer) as days_since_last_order
from intervals
