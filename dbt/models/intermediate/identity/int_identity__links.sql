with decisions as (

    select
        from_number,
        to_number,
        cast(null as bigint) as via_number,
        status,
        rule
    from {{ ref('int_identity__account_links') }}
    union all
    select
        from_number,
        to_number,
        cast(null as bigint) as via_number,
        status,
        rule
    from {{ ref('int_identity__youzan_links') }}
    union all
    select
        from_number,
        to_number,
        cast(null as bigint) as via_number,
        status,
        rule
    from {{ ref('int_identity__card_links') }}
    union all
    select
        from_number,
        to_number,
        via_number,
        status,
        rule
    from {{ ref('int_identity__phone_links') }}

),

evidence as (

    select
        from_number,
        to_number,
        {{ source_list('source') }} as sources,
        min_by(concat(source, '.', stream), first_landed_order) as first_record_stream,
        min_by(first_record_key, first_landed_order) as first_record_key,
        bool_or(is_verified) as is_verified,
        min(first_landed_order) as first_landed_order,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        cast(sum(record_count) as bigint) as record_count
    from {{ ref('int_identity__evidence') }}
    group by from_number, to_number

)

select
    decisions.from_number,
    decisions.to_number,
    decisions.via_number,
    decisions.status,
    decisions.rule,
    evidence.sources,
    evidence.first_record_stream,
    evidence.first_record_key,
    evidence.is_verified,
    evidence.first_landed_order,
    evidence.first_seen_at,
    evidence.last_seen_at,
    evidence.record_count
from decisions
inner join evidence
    on
        case
            when decisions.via_number is null then decisions.from_number
            else decisions.to_number
        end = evidence.from_number
        and coalesce(decisions.via_number, decisions.to_number) = evidence.to_number
