-- A row is a holder of a phone whose claim was neither kept nor refused: every claim must be
-- decided, and decided once.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__links'}}}) }}

select
    holders.holder_number,
    holders.phone_number,
    count(links.status) as decisions
from {{ ref('int_identity__phone_holders') }} as holders
left join {{ ref('int_identity__links') }} as links
    on
        holders.holder_number = links.from_number
        and holders.phone_number = links.to_number
group by holders.holder_number, holders.phone_number
having count(links.status) <> 1
