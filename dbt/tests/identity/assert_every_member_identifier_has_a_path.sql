-- A row is an identifier of a member without a way over kept links to the one that names the
-- member: nobody could say why they are one.
{{ config(meta={'dagster': {'ref': {'name': 'member_identity_paths'}}}) }}

select
    identifiers.identifier_id,
    identifiers.one_id
from {{ ref('member_identifiers') }} as identifiers
left join {{ ref('member_identity_paths') }} as paths
    on identifiers.identifier_id = paths.identifier_id
where identifiers.one_id is not null and paths.identifier_id is null
