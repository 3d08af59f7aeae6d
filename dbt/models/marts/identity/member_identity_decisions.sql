with decisions as (

    select * from {{ ref('int_identity__decision_log') }}

),

identifiers as (

    select
        identifier_id,
        one_id
    from {{ ref('int_identity__map') }}

),

placed as (

    select
        decisions.*,
        one_side.one_id as a_one_id,
        other_side.one_id as b_one_id,
        (decisions.a_identifier_id is null or one_side.identifier_id is not null)
        and (decisions.b_identifier_id is null or other_side.identifier_id is not null)
            as is_known
    from decisions
    left join identifiers as one_side on decisions.a_identifier_id = one_side.identifier_id
    left join identifiers as other_side on decisions.b_identifier_id = other_side.identifier_id

),

final as (

    select
        decision_id,
        kind,
        case
            when standing <> 'stands' then standing
            when is_known then 'in_force'
            else 'waiting'
        end as status,
        standing = 'stands' and is_known as is_in_force,
        a_identifier_id,
        a_type,
        a_scope,
        a_value,
        a_one_id,
        b_identifier_id,
        b_type,
        b_scope,
        b_value,
        b_one_id,
        decided_by,
        decided_at,
        because,
        origin,
        ended_by,
        ended_at
    from placed

)

select * from final
