with paths as (

    select * from {{ ref('int_identity__paths') }}

),

identifiers as (

    select
        identifier_number,
        identifier_id,
        one_id
    from {{ ref('int_identity__map') }}

),

final as (

    select
        identifiers.identifier_id,
        identifiers.one_id,
        paths.depth,
        nexts.identifier_id as next_identifier_id,
        case
            when paths.is_forward then {{ surrogate_key([
                'identifiers.identifier_id', 'nexts.identifier_id', 'via.identifier_id'
            ]) }}
            when not paths.is_forward then {{ surrogate_key([
                'nexts.identifier_id', 'identifiers.identifier_id', 'via.identifier_id'
            ]) }}
        end as link_id
    from paths
    inner join identifiers on paths.node = identifiers.identifier_number
    left join identifiers as nexts on paths.next_node = nexts.identifier_number
    left join identifiers as via on paths.via_number = via.identifier_number

)

select * from final
