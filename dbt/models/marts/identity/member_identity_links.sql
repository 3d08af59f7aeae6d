with links as (

    select * from {{ ref('int_identity__links') }}

),

identifiers as (

    select * from {{ ref('int_identity__map') }}

),

final as (

    select
        {{ surrogate_key([
            'one_side.identifier_id', 'other_side.identifier_id', 'via.identifier_id'
        ]) }} as link_id,
        one_side.identifier_id as from_identifier_id,
        one_side.identifier_type as from_type,
        one_side.scope as from_scope,
        one_side.value as from_value,
        one_side.one_id as from_one_id,
        other_side.identifier_id as to_identifier_id,
        other_side.identifier_type as to_type,
        other_side.scope as to_scope,
        other_side.value as to_value,
        other_side.one_id as to_one_id,
        via.identifier_id as via_identifier_id,
        links.status,
        links.rule,
        links.found_count,
        links.most_allowed,
        links.within_days,
        links.is_verified,
        links.sources,
        links.first_record_stream,
        links.first_record_key,
        links.record_count,
        links.first_seen_at,
        links.last_seen_at
    from links
    inner join identifiers as one_side on links.from_number = one_side.identifier_number
    inner join identifiers as other_side on links.to_number = other_side.identifier_number
    left join identifiers as via on links.via_number = via.identifier_number

)

select * from final
