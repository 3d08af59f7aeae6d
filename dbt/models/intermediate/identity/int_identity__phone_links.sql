with holders as (

    select * from {{ ref('int_identity__phone_holders') }}

),

groups as (

    select * from {{ ref('int_identity__phone_groups') }}

),

units as (

    select
        phone_number,
        unit_number,
        bool_or(owns_phone and refused_by is null) as owns_phone,
        bool_or(name_token is not null) as is_named,
        min(refused_by) as refused_by
    from groups
    group by phone_number, unit_number

),

owners as (

    select
        phone_number,
        bool_or(name_token is not null) as is_named
    from groups
    where owns_phone and refused_by is null
    group by phone_number

),

to_phones as (

    select
        holders.holder_number as from_number,
        holders.phone_number as to_number,
        cast(null as bigint) as via_number,
        case
            when holders.status is not null then holders.status
            when units.owns_phone then 'linked'
            else 'refused'
        end as status,
        case
            when holders.rule is not null then holders.rule
            when units.owns_phone and holders.is_verified then 'verified_phone'
            when units.owns_phone and units.is_named then 'phone_and_name'
            when units.owns_phone then 'only_holder_of_phone'
            when units.refused_by is not null then units.refused_by
            when holders.is_verified then 'phone_moved'
            when units.is_named and coalesce(owners.is_named, true) then 'names_differ'
            else 'holder_unclear'
        end as rule,
        holders.found_count,
        holders.most_allowed,
        holders.within_days
    from holders
    left join units
        on holders.phone_number = units.phone_number and holders.unit_number = units.unit_number
    left join owners on holders.phone_number = owners.phone_number

),

-- A phone that went to somebody else still tells that former holders of one name are one person.
former_holders as (

    select
        groups.group_number,
        groups.phone_number,
        holders.holder_number,
        min(holders.holder_number) over (partition by groups.group_number) as first_holder_number
    from groups
    inner join holders
        on
            groups.phone_number = holders.phone_number
            and groups.unit_number = holders.unit_number
            and holders.status is null
    where groups.refused_by is null and not groups.owns_phone

),

between_holders as (

    select distinct
        first_holder_number as from_number,
        holder_number as to_number,
        min(phone_number) over (partition by first_holder_number, holder_number) as via_number,
        'linked' as status,
        'phone_and_name' as rule,
        cast(null as bigint) as found_count,
        cast(null as bigint) as most_allowed,
        cast(null as bigint) as within_days
    from former_holders
    where holder_number <> first_holder_number

)

select * from to_phones
union all
select * from between_holders
