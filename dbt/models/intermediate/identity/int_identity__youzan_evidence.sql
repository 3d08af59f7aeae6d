with trades as (

    select
        *,
        {{ landing_order('landed_seq', 'landed_position') }} as landed_order
    from {{ ref('stg_youzan__trade_versions') }}
    where yz_open_id is not null and outer_user_id is not null

),

openids as (

    select distinct
        subject_type,
        subject_scope,
        subject_value
    from {{ ref('int_identity__account_statements') }}
    where subject_type in ('oa_openid', 'mp_openid')

),

-- A value that two accounts gave out says nothing about whose it is.
known_openids as (

    select
        subject_value,
        min(subject_type) as subject_type,
        min(subject_scope) as subject_scope
    from openids
    group by subject_value
    having count(*) = 1

)

select
    'youzan_yz_open_id' as subject_type,
    trades.account as subject_scope,
    trades.yz_open_id as subject_value,
    known_openids.subject_type as stated_type,
    known_openids.subject_scope as stated_scope,
    known_openids.subject_value as stated_value,
    'youzan' as source,
    'trades' as stream,
    min_by(trades.record_key, trades.landed_order) as first_record_key,
    min(trades.created_at) as first_seen_at,
    max(trades.updated_at) as last_seen_at,
    min(trades.landed_order) as first_landed_order,
    max(trades.landed_order) as last_landed_order,
    count(*) as record_count
from trades
inner join known_openids on trades.outer_user_id = known_openids.subject_value
group by
    trades.account,
    trades.yz_open_id,
    known_openids.subject_type,
    known_openids.subject_scope,
    known_openids.subject_value
