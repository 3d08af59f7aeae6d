with members as (

    select * from {{ ref('dim_members') }}

),

entries as (

    select * from {{ ref('int_member_entries') }}

),

labels as (

    select * from {{ ref('acquisition_entries') }}

),

connections as (

    select
        one_id,
        bool_or(is_current) as is_connected
    from {{ ref('int_member_channels') }}
    where channel in ({{ channel('official_account') }}, {{ channel('wecom') }})
    group by one_id

),

counted as (

    select
        {{ month_start('entries.first_seen_date') }} as month_start_date,
        entries.channel,
        entries.entry,
        count(*) as member_count,
        count(*) filter (where members.is_registered) as registered_count,
        count(*) filter (where members.order_count >= 1) as buyer_count,
        count(*) filter (where members.order_count >= 2) as repeat_buyer_count,
        count(connections.one_id) as connected_count,
        count(*) filter (where connections.is_connected) as still_connected_count,
        sum(members.net_revenue) as net_revenue
    from members
    inner join entries on members.one_id = entries.one_id
    left join connections on members.one_id = connections.one_id
    group by {{ month_start('entries.first_seen_date') }}, entries.channel, entries.entry

)

select
    counted.month_start_date,
    counted.channel,
    counted.entry,
    labels.label_zh as entry_label_zh,
    labels.label_en as entry_label_en,
    cast(counted.member_count as integer) as member_count,
    cast(counted.registered_count as integer) as registered_count,
    {{ rate('counted.registered_count', 'counted.member_count') }} as registration_rate,
    cast(counted.buyer_count as integer) as buyer_count,
    {{ rate('counted.buyer_count', 'counted.member_count') }} as purchase_rate,
    cast(counted.repeat_buyer_count as integer) as repeat_buyer_count,
    {{ rate('counted.repeat_buyer_count', 'counted.buyer_count') }} as repurchase_rate,
    cast(counted.connected_count as integer) as connected_count,
    cast(counted.still_connected_count as integer) as still_connected_count,
    {{ rate('counted.still_connected_count', 'counted.connected_count') }} as still_connected_rate,
    cast(counted.net_revenue as decimal(18, 2)) as net_revenue,
    {{ money_per('counted.net_revenue', 'counted.member_count') }} as net_revenue_per_member
from counted
inner join labels on counted.entry = labels.entry
