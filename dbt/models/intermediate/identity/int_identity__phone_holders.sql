{%- set note_types = quoted_list(identity_rules().phone.noted_for or []) -%}

with holders as (

    select * from {{ ref('int_identity__holders') }}

),

evidence as (

    select
        from_number as holder_number,
        to_number as phone_number,
        max(blocked_by) as blocked_by,
        bool_or(is_verified) as is_verified,
        min(case when is_verified then first_seen_at end) as verified_since,
        min(first_seen_at) as held_since,
        max(last_seen_at) as last_seen_at,
        max(last_landed_order) as last_landed_order
    from {{ ref('int_identity__evidence') }}
    where to_type = 'phone'
    group by from_number, to_number

),

unit_names as (

    select distinct
        unit_number as member_number,
        name_token
    from holders
    where name_token is not null

),

claims as (

    select
        evidence.*,
        evidence.phone_number as value_number,
        'phone' as value_type,
        holders.holder_type,
        holders.unit_number as member_number,
        holders.is_anchored,
        holders.holder_type in ({{ note_types }}) as is_note
    from evidence
    inner join holders on evidence.holder_number = holders.holder_number

),

judged as (

    {{ judged_claims('claims', ref('int_identity__rules'), names='unit_names') }}

)

select
    holder_number,
    phone_number,
    member_number as unit_number,
    is_anchored,
    coalesce(is_note, false) as is_note,
    status,
    rule,
    found_count,
    most_allowed,
    within_days,
    is_verified,
    verified_since,
    held_since,
    last_seen_at
from judged
