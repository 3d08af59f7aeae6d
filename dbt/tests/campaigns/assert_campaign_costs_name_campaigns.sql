-- A returned row is a cost of a campaign that nothing else knows: a slip of the pen, most likely.
{{ config(meta={'dagster': {'ref': {'name': 'campaign_costs'}}}) }}

with costs as (

    select * from {{ ref('campaign_costs') }}

),

campaigns as (

    select campaign from {{ ref('int_campaign_acts') }}
    union
    select campaign from {{ ref('campaign_codes') }}
    union
    select concat('mass_message:', message_id) as campaign
    from {{ ref('stg_wechat_official_account__mass_send_results') }}

)

select costs.*
from costs
left join campaigns on costs.campaign = campaigns.campaign
where campaigns.campaign is null
