{%- set decided_by = [
    'int_identity__account_links', 'int_identity__youzan_links', 'int_identity__card_links',
    'int_identity__phone_links', 'int_identity__plain_links'
] -%}

with tied as (

    select
        from_number,
        to_number
    from {{ ref('int_identity__decided_pairs') }}
    where kind = 'must_link'

),

decided as (

    {% for model_name in decided_by -%}
    select
        from_number,
        to_number,
        {{ 'via_number' if model_name == 'int_identity__phone_links' else 'cast(null as bigint)' }}
            as via_number,
        status,
        rule,
        found_count,
        most_allowed,
        within_days
    from {{ ref(model_name) }}
    union all
    {% endfor -%}
    select
        canonical_number as from_number,
        identifier_number as to_number,
        cast(null as bigint) as via_number,
        case when is_blocked then 'blocked' else 'linked' end as status,
        case when is_blocked then blocked_by else 'same_value' end as rule,
        cast(null as bigint) as found_count,
        cast(null as bigint) as most_allowed,
        cast(null as bigint) as within_days
    from {{ ref('int_identity__identifiers') }}
    where canonical_number <> identifier_number

),

-- What an operator says of a pair takes the place of what a rule says.
standing as (

    select decided.*
    from decided
    left join tied
        on
            decided.to_number = tied.to_number
            and case when decided.via_number is null then decided.from_number end
            = tied.from_number
    where tied.from_number is null
    union all
    select
        from_number,
        to_number,
        cast(null as bigint) as via_number,
        'linked' as status,
        'must_link' as rule,
        cast(null as bigint) as found_count,
        cast(null as bigint) as most_allowed,
        cast(null as bigint) as within_days
    from tied

)

select
    *,
    {{ link_strength('rule') }} as strength
from standing
