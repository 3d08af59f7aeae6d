with statements as (

    select * from {{ ref('stg_offline__ticket_statements') }}

),

tickets as (

    select * from {{ ref('int_orders__current_tickets') }}

),

-- hardly any ticket: their lines alone are added up
disputed as (

    select
        account,
        ticket_id
    from statements
    group by account, ticket_id
    having min(version_id) <> max(version_id) and min(series_id) <> max(series_id)

),

versions as (

    select
        account,
        ticket_id,
        version_id,
        min(store) as store,
        min(ticket_no) as ticket_no,
        count(*) as lines,
        sum(amount) as amount
    from {{ ref('stg_offline__sales') }}
    where
        version_id is not null
        and (account, ticket_id) in (
            select
                disputed.account,
                disputed.ticket_id
            from disputed
        )
    group by account, ticket_id, version_id

),

kept as (

    select
        tickets.account,
        tickets.ticket_id,
        tickets.version_id,
        tickets.delivery_id,
        statements.series_id,
        statements.sold_on,
        statements.file_name,
        versions.store,
        versions.ticket_no,
        versions.lines,
        versions.amount
    from tickets
    inner join statements
        on
            tickets.account = statements.account
            and tickets.ticket_id = statements.ticket_id
            and tickets.delivery_id = statements.delivery_id
            and tickets.version_id = statements.version_id
    inner join versions
        on
            tickets.account = versions.account
            and tickets.ticket_id = versions.ticket_id
            and tickets.version_id = versions.version_id

),

-- A file of the same name corrects itself; another file that says otherwise contradicts. A ticket
-- that may have been cut at the edge of its file does neither.
final as (

    select
        kept.account,
        kept.ticket_id,
        other.delivery_id as other_delivery_id,
        kept.store,
        kept.sold_on,
        kept.ticket_no,
        kept.file_name as kept_file,
        kept.lines as kept_lines,
        kept.amount as kept_amount,
        other.file_name as other_file,
        versions.lines as other_lines,
        versions.amount as other_amount
    from kept
    inner join statements as other
        on
            kept.account = other.account
            and kept.ticket_id = other.ticket_id
            and kept.series_id <> other.series_id
            and kept.version_id <> other.version_id
    inner join versions
        on
            other.account = versions.account
            and other.ticket_id = versions.ticket_id
            and other.version_id = versions.version_id
    where not other.is_at_edge
    qualify
        row_number() over (
            partition by kept.account, kept.ticket_id, other.delivery_id
            order by kept.version_id
        ) = 1

)

select * from final
