with members as (

    select * from {{ ref('int_member_orders') }}
    where net_revenue > 0

),

totals as (

    select sum(net_revenue) as total_revenue from members

),

-- peers with the same revenue share a tier: what is compared is the revenue of everybody richer
cumulated as (

    select
        one_id,
        net_revenue,
        sum(net_revenue) over (order by net_revenue desc) as revenue_up_to_peers,
        sum(net_revenue) over (partition by net_revenue) as revenue_of_peers
    from members

),

tiers as (

    select
        cumulated.one_id,
        case
            when
                cumulated.revenue_up_to_peers - cumulated.revenue_of_peers
                < totals.total_revenue * {{ var('value_tier_share') }}
                then 'core'
            else 'general'
        end as value_tier
    from cumulated
    cross join totals

)

select * from tiers
