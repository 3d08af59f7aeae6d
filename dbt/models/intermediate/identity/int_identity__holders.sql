with identifiers as (

    select * from {{ ref('int_identity__identifiers') }}
    where
        identifier_type in (
            'oa_openid', 'mp_openid', 'member_card', 'external_userid', 'youzan_yz_open_id'
        )

),

cores as (

    select * from {{ ref('int_identity__cores') }}

),

anchored_cores as (

    select distinct cores.component
    from cores
    inner join {{ ref('int_identity__identifiers') }} as members
        on cores.node = members.identifier_number
    where members.identifier_type in ('unionid', 'brand_user_id')

),

bound_cards as (

    select distinct
        card_number,
        core_number
    from {{ ref('int_identity__card_links') }}
    where status = 'linked'

),

descriptions as (

    select
        from_number,
        max_by(name_token, last_landed_order) filter (where name_token is not null) as name_token,
        max_by(gender, last_landed_order) filter (where gender <> 'unknown') as gender,
        max_by(birthday, last_landed_order) filter (where birthday is not null) as birthday
    from {{ ref('int_identity__evidence') }}
    group by from_number

),

located as (

    select
        identifiers.identifier_number as holder_number,
        identifiers.identifier_type as holder_type,
        coalesce(
            bound_cards.core_number, cores.component, identifiers.identifier_number
        ) as unit_number
    from identifiers
    left join cores on identifiers.identifier_number = cores.node
    left join bound_cards on identifiers.identifier_number = bound_cards.card_number

)

select
    located.holder_number,
    located.holder_type,
    located.unit_number,
    anchored_cores.component is not null as is_anchored,
    descriptions.name_token,
    descriptions.gender,
    descriptions.birthday
from located
left join anchored_cores on located.unit_number = anchored_cores.component
left join descriptions on located.holder_number = descriptions.from_number
