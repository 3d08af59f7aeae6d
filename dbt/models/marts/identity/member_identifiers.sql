with identifiers as (

    select * from {{ ref('int_identity__identifiers') }}

),

members as (

    select * from {{ ref('int_identity__map') }}

),

final as (

    select
        identifiers.identifier_id,
        members.one_id,
        identifiers.identifier_type,
        identifiers.scope,
        identifiers.value,
        members.status,
        identifiers.sources,
        identifiers.record_count,
        identifiers.first_seen_at,
        identifiers.last_seen_at,
        identifiers.first_landed_seq,
        identifiers.first_landed_position
    from identifiers
    inner join members on identifiers.identifier_number = members.identifier_number

)

select * from final
