{{ config(
    materialized='compared',
    key=['account', 'ticket_id'],
    compared=['delivery_id', 'version_id', 'is_withdrawal']
) }}

with standings as (

    select * from {{ ref('int_orders__ticket_standings') }}

),

mended as (

    select
        account,
        ticket_id,
        mended_delivery_id as delivery_id,
        count(*) as lines
    from {{ ref('stg_offline__sales') }}
    where mended_delivery_id is not null
    group by account, ticket_id, mended_delivery_id

),

edge_tickets as (

    select distinct
        account,
        ticket_id
    from standings
    where is_at_edge

),

edge_statements as (

    select standings.*
    from standings
    inner join edge_tickets
        on
            standings.account = edge_tickets.account
            and standings.ticket_id = edge_tickets.ticket_id

),

edge_lines as (

    select
        sales.account,
        sales.ticket_id,
        sales.version_id,
        sales.line_id,
        coalesce(sales.product_code, sales.product_name) as product
    from {{ ref('stg_offline__sales') }} as sales
    inner join edge_tickets
        on
            sales.account = edge_tickets.account
            and sales.ticket_id = edge_tickets.ticket_id

),

-- What two statements of one ticket have in common, where the first stood at the edge of its file.
compared as (

    select
        part.account,
        part.ticket_id,
        part.version_id,
        other.version_id as other_version_id,
        other.is_at_edge as is_other_at_edge,
        count(distinct lines.line_id) as lines,
        sum(case when lines.line_id = other_lines.line_id then 1 else 0 end) as common_lines,
        sum(case when lines.product = other_lines.product then 1 else 0 end) as common_products
    from edge_statements as part
    inner join edge_statements as other
        on
            part.account = other.account
            and part.ticket_id = other.ticket_id
            and part.version_id <> other.version_id
    inner join edge_lines as lines
        on
            part.account = lines.account
            and part.ticket_id = lines.ticket_id
            and part.version_id = lines.version_id
    inner join edge_lines as other_lines
        on
            other.account = other_lines.account
            and other.ticket_id = other_lines.ticket_id
            and other.version_id = other_lines.version_id
    where part.is_at_edge
    group by all

),

-- A ticket at the edge of a file, of which another file has these lines and more, was cut there.
cut as (

    select distinct
        account,
        ticket_id,
        version_id
    from compared
    where common_lines = lines

),

candidates as (

    select
        standings.account,
        standings.ticket_id,
        standings.delivery_id,
        standings.standing,
        standings.version_id,
        standings.is_withdrawal,
        standings.refused_lines > coalesce(mended.lines, 0) as has_open_refusals
    from standings
    left join mended
        on
            standings.account = mended.account
            and standings.ticket_id = mended.ticket_id
            and standings.delivery_id = mended.delivery_id
    left join cut
        on
            standings.account = cut.account
            and standings.ticket_id = cut.ticket_id
            and case when standings.is_at_edge then standings.version_id end = cut.version_id
    where cut.ticket_id is null
    union all
    select distinct
        mended.account,
        mended.ticket_id,
        mended.delivery_id,
        deliveries.standing,
        '' as version_id,
        false as is_withdrawal,
        false as has_open_refusals
    from mended
    inner join standings as deliveries
        on
            mended.account = deliveries.account
            and mended.delivery_id = deliveries.delivery_id
    left join standings
        on
            mended.account = standings.account
            and mended.ticket_id = standings.ticket_id
            and mended.delivery_id = standings.delivery_id
    where standings.ticket_id is null

),

rivals as (

    select
        account,
        ticket_id
    from candidates
    group by account, ticket_id
    having count(*) > 1

),

-- The last word counts; but one that lacks refused lines does not replace one that is whole. Most
-- tickets are told of once: only the others are put in order.
chosen as (

    select candidates.*
    from candidates
    left join rivals
        on candidates.account = rivals.account and candidates.ticket_id = rivals.ticket_id
    where rivals.ticket_id is null
    union all
    select candidates.*
    from candidates
    inner join rivals
        on candidates.account = rivals.account and candidates.ticket_id = rivals.ticket_id
    qualify
        row_number() over (
            partition by candidates.account, candidates.ticket_id
            order by candidates.has_open_refusals, candidates.standing desc
        ) = 1

),

-- Two parts of one ticket, at the end of one file and the beginning of the next, belong together.
complements as (

    select distinct
        chosen.account,
        chosen.ticket_id,
        chosen.delivery_id,
        chosen.standing,
        compared.other_version_id as version_id,
        false as is_withdrawal,
        chosen.has_open_refusals
    from chosen
    inner join compared
        on
            chosen.account = compared.account
            and chosen.ticket_id = compared.ticket_id
            and chosen.version_id = compared.version_id
    where
        compared.is_other_at_edge
        and compared.common_lines = 0
        and compared.common_products = 0

),

final as (

    select * from chosen
    union all
    select * from complements

)

select * from final
