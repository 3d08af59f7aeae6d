{%- set rules = identity_rules().phone -%}

with holdings as (

    select
        phone_number,
        unit_number,
        is_anchored,
        bool_and(is_note) as is_note,
        max(verified_since) as verified_since,
        max(held_since) as held_since,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_identity__phone_holders') }}
    where status is null
    group by phone_number, unit_number, is_anchored

),

unit_names as (

    select distinct
        unit_number,
        name_token
    from {{ ref('int_identity__holders') }}
    where name_token is not null

),

named as (

    select
        holdings.*,
        unit_names.name_token
    from holdings
    left join unit_names on holdings.unit_number = unit_names.unit_number

),

descriptions as (

    select
        holdings.phone_number,
        count(distinct holders.gender) <= 1 and count(distinct holders.birthday) <= 1 as agree
    from holdings
    left join {{ ref('int_identity__holders') }} as holders
        on holdings.unit_number = holders.unit_number
    group by holdings.phone_number

),

phones as (

    select
        phone_number,
        count(distinct name_token) as names,
        min(name_token) as only_name,
        count(case when name_token is not null and is_anchored then 1 end) as named_anchors,
        count(case when name_token is null and is_anchored then 1 end) as nameless_anchors,
        count(case when name_token is null then 1 end) as nameless
    from named
    group by phone_number

),

-- Who has no name belongs to the only person the phone can stand for: of one name and one anchored
-- member at most, and nobody there of another gender or birthday.
grouped as (

    select
        named.*,
        case
            when named.name_token is not null then named.name_token
            when not descriptions.agree then 'unit ' || cast(named.unit_number as varchar)
            when
                phones.names = 1
                and (
                    phones.nameless_anchors = 0
                    or (phones.nameless_anchors = 1 and phones.named_anchors = 0)
                )
                then phones.only_name
            when
                phones.names = 0
                and (
                    phones.nameless_anchors = 1
                    or (
                        phones.nameless_anchors = 0
                        and phones.nameless <= {{ rules.most_nameless }}
                    )
                )
                then 'nameless'
            else 'unit ' || cast(named.unit_number as varchar)
        end as group_key
    from named
    inner join phones on named.phone_number = phones.phone_number
    inner join descriptions on named.phone_number = descriptions.phone_number

),

anchored as (

    select
        *,
        first_value(case when is_anchored then unit_number end) over (
            partition by phone_number, group_key
            order by
                case when is_anchored then 0 else 1 end asc, verified_since desc nulls last,
                held_since desc nulls last, unit_number asc
        ) as anchor_number
    from grouped

),

chosen as (

    select
        *,
        first_value(anchor_number) over (
            partition by unit_number
            order by
                case when anchor_number is null then 1 else 0 end asc,
                last_seen_at desc nulls last, phone_number asc, anchor_number asc
        ) as chosen_anchor_number
    from anchored

)

select
    -dense_rank() over (order by phone_number, group_key) as group_number,
    phone_number,
    unit_number,
    name_token,
    is_anchored,
    anchor_number,
    is_note,
    verified_since,
    held_since,
    case
        when is_anchored and unit_number <> anchor_number then 'phone_moved'
        when not is_anchored and anchor_number <> chosen_anchor_number
            then 'one_unionid_per_member'
    end as refused_by
from chosen
