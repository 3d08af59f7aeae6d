-- A returned row is a member that one of the tables with a row per member lacks, or has too much.
{{ config(meta={'dagster': {'ref': {'name': 'dim_members'}}}) }}

with identities as (

    select distinct one_id
    from {{ ref('member_identifiers') }}
    where one_id is not null

),

members as (

    select one_id from {{ ref('dim_members') }}

),

lifecycle as (

    select one_id from {{ ref('member_lifecycle') }}

),

features as (

    select one_id from {{ ref('member_features') }}

)

select
    coalesce(identities.one_id, members.one_id, lifecycle.one_id, features.one_id) as one_id,
    members.one_id is not null as is_in_dim_members,
    lifecycle.one_id is not null as is_in_member_lifecycle,
    features.one_id is not null as is_in_member_features
from identities
full outer join members on identities.one_id = members.one_id
full outer join lifecycle on members.one_id = lifecycle.one_id
full outer join features on members.one_id = features.one_id
where
    identities.one_id is null
    or members.one_id is null
    or lifecycle.one_id is null
    or features.one_id is null
