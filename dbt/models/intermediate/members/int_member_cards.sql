{{ config(
    materialized='increment',
    key=['account', 'member_row_id'],
    noted=['one_id', 'account', 'member_no', 'member_row_id']
) }}

{% call touched() %}
    select
        account,
        member_row_id
    from {{ changed('stg_offline__members') }}
    union
    select
        account,
        member_row_id
    from {{ this }}
    where
        member_no in ({{ moved('member_card') }})
        or phone_token in ({{ moved('phone') }})
{% endcall %}

with cards as (

    -- customers of a platform are no card holders of the stores
    select * from {{ ref('stg_offline__members') }}
    where platform is null and {{ is_touched(['account', 'member_row_id']) }}

),

member_cards as (

    select * from {{ identified_by('member_card') }} as member_cards

),

phones as (

    select * from {{ identified_by('phone') }} as phones

),

identified as (

    select
        cards.member_row_id,
        cards.account,
        cards.member_no,
        coalesce(member_cards.one_id, phones.one_id) as one_id,
        case when cards.phone_status = 'valid' then cards.phone_token end as phone_token,
        case when cards.phone_status = 'valid' then cards.phone_mask end as phone_mask,
        case when cards.name_status = 'valid' then cards.name_token end as name_token,
        case when cards.name_status = 'valid' then cards.name_mask end as name_mask,
        cards.guide_token,
        nullif(cards.gender, 'unknown') as gender,
        cards.birthday,
        cards.member_level,
        cards.points,
        cards.stored_value,
        cards.open_store,
        cards.opened_at,
        coalesce({{ from_local('cast(cards.snapshot_date as timestamp)') }}, cards.landed_at)
            as observed_at
    from cards
    left join member_cards on cards.member_no = member_cards.value
    left join phones
        on case when cards.phone_status = 'valid' then cards.phone_token end = phones.value

)

select * from identified
