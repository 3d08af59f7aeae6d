with acts as (

    select * from {{ ref('int_campaign_acts') }}
    where act_date <= {{ as_of() }}

),

codes as (

    select * from {{ ref('campaign_codes') }}

),

mass_messages as (

    select
        coalesce(codes.campaign, concat('mass_message:', sent.message_id)) as campaign,
        coalesce(sent.sent_count, 0) as exposures,
        {{ business_date('sent.finished_at') }} as act_date
    from {{ ref('stg_wechat_official_account__mass_send_results') }} as sent
    left join codes on codes.code_type = 'mass_message' and sent.message_id = codes.code
    where {{ business_date('sent.finished_at') }} <= {{ as_of() }}

),

parts as (

    select
        campaign,
        code_type,
        act,
        one_id,
        act_date,
        is_responder,
        is_first_follow,
        1 as amount
    from acts

    union all

    select
        campaign,
        'mass_message' as code_type,
        'exposure' as act,
        null as one_id,
        act_date,
        false as is_responder,
        false as is_first_follow,
        exposures as amount
    from mass_messages

),

counts as (

    select
        campaign,
        string_agg(distinct code_type, ', ' order by code_type) as code_types,
        min(act_date) as first_date,
        max(act_date) as last_date,
        sum(amount) filter (where act = 'exposure') as exposures,
        count(distinct one_id) filter (where act = 'exposure') as exposed_members,
        count(distinct one_id) filter (where act = 'exposure' and is_responder) as responders,
        count(*) filter (where act = 'click') as clicks,
        count(distinct one_id) filter (where act = 'click') as clicking_members,
        count(*) filter (where act = 'visit') as visits,
        count(*) filter (where act = 'scan') as scans,
        count(*) filter (where act = 'follow') as follows,
        count(*) filter (where act = 'follow' and is_first_follow) as first_follows,
        count(*) filter (where act = 'customer') as customers,
        count(distinct one_id) filter (where act <> 'exposure') as contacted_members
    from parts
    group by campaign

),

orders as (

    select
        campaign,
        count(*) as orders,
        count(distinct one_id) as buyers,
        count(*) filter (where purchase_number = 1) as first_purchases,
        sum(net_amount) as net_revenue
    from {{ ref('int_campaign_orders') }}
    group by campaign

),

costs as (

    select * from {{ ref('int_campaign_costs') }}

),

joined as (

    select
        coalesce(counts.campaign, costs.campaign) as campaign,
        counts.code_types,
        counts.first_date,
        counts.last_date,
        counts.exposures,
        case when counts.exposed_members > 0 then counts.exposed_members end as exposed_members,
        case when counts.exposed_members > 0 then counts.responders end as responders,
        coalesce(counts.clicks, 0) as clicks,
        coalesce(counts.clicking_members, 0) as clicking_members,
        coalesce(counts.visits, 0) as visits,
        coalesce(counts.scans, 0) as scans,
        coalesce(counts.follows, 0) as follows,
        coalesce(counts.first_follows, 0) as first_follows,
        coalesce(counts.customers, 0) as customers,
        coalesce(counts.contacted_members, 0) as contacted_members,
        coalesce(orders.orders, 0) as orders,
        coalesce(orders.buyers, 0) as buyers,
        coalesce(orders.first_purchases, 0) as first_purchases,
        cast(coalesce(orders.net_revenue, 0) as decimal(18, 2)) as net_revenue,
        costs.cost
    from counts
    full outer join costs on counts.campaign = costs.campaign
    left join orders on counts.campaign = orders.campaign

)

select
    campaign,
    code_types,
    first_date,
    last_date,
    cast(exposures as integer) as exposure_count,
    cast(exposed_members as integer) as exposed_member_count,
    cast(clicks as integer) as click_count,
    cast(clicking_members as integer) as clicking_member_count,
    {{ rate('clicking_members', 'exposed_members') }} as click_rate,
    cast(visits as integer) as visit_count,
    cast(scans as integer) as scan_count,
    cast(follows as integer) as follow_count,
    cast(first_follows as integer) as first_follow_count,
    cast(customers as integer) as customer_count,
    cast(contacted_members as integer) as engaged_member_count,
    cast(orders as integer) as order_count,
    cast(buyers as integer) as buyer_count,
    cast(first_purchases as integer) as first_purchase_count,
    net_revenue,
    {{ rate('buyers', 'contacted_members') }} as conversion_rate,
    cast(responders as integer) as responder_count,
    {{ rate('responders', 'exposed_members') }} as response_rate,
    cost,
    cast(cost / nullif(contacted_members, 0) as decimal(18, 2)) as cost_per_engaged_member,
    cast(cost / nullif(follows + customers, 0) as decimal(18, 2)) as cost_per_follow,
    cast(cost / nullif(orders, 0) as decimal(18, 2)) as cost_per_order,
    cast(net_revenue / nullif(cost, 0) as decimal(18, 4)) as revenue_per_cost
from joined
