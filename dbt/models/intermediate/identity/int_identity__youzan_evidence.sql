with trades as (

    select
        *,
        {{ landing_order('landed_seq', 'landed_position') }} as landed_order
    from {{ ref('stg_youzan__trade_versions') }}
    where yz_open_id is not null and outer_user_id is not null

)

select
    'youzan_yz_open_id' as subject_type,
    trades.account as subject_scope,
    trades.yz_open_id as subject_value,
    known_openids.openid_type as stated_type,
    known_openids.appid as stated_scope,
    known_openids.openid as stated_value,
    max_by(trades.unionid, trades.landed_order) filter (where trades.unionid is not null)
        as unionid_beside,
    'youzan' as source,
    'trades' as stream,
    min_by(trades.record_key, trades.landed_order) as first_record_key,
    min(trades.created_at) as first_seen_at,
    max(trades.updated_at) as last_seen_at,
    min(trades.landed_order) as first_landed_order,
    max(trades.landed_order) as last_landed_order,
    count(*) as record_count
from trades
inner join {{ ref('int_identity__known_openids') }} as known_openids
    on trades.outer_user_id = known_openids.openid
group by
    trades.account,
    trades.yz_open_id,
    known_openids.openid_type,
    known_openids.appid,
    known_openids.openid
