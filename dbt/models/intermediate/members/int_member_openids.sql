{{ config(materialized='view') }}

with identifiers as (

    select
        identifiers.*,
        members.one_id
    from {{ ref('int_identity__identifiers') }} as identifiers
    inner join {{ ref('int_identity__map') }} as members
        on identifiers.identifier_number = members.identifier_number
    where members.one_id is not null

),

-- who sits in a customer group alone has no employee, and is no customer of one
followed as (

    select distinct
        account as scope,
        external_userid as value
    from {{ ref('stg_wecom__customers') }}
    where not is_gone

),

-- an openid was met in the channel that gave it out, whatever else is known of its owner
placed as (

    select
        identifiers.one_id,
        identifiers.first_seen_at,
        identifiers.last_seen_at,
        case identifiers.identifier_type
            when 'oa_openid' then {{ channel('official_account') }}
            when 'mp_openid' then {{ channel('mini_program') }}
            when 'shop_openid' then {{ channel('shop') }}
            when 'external_userid' then {{ channel('wecom') }}
            when 'youzan_yz_open_id' then {{ channel('youzan') }}
        end as channel,
        followed.value is not null as is_current
    from identifiers
    left join followed
        on
            identifiers.scope = followed.scope
            and case
                when identifiers.identifier_type = 'external_userid' then identifiers.value
            end = followed.value

)

select
    one_id,
    channel,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    bool_or(is_current) as is_current
from placed
where channel is not null
group by one_id, channel
