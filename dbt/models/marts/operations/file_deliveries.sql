with files as (

    select * from {{ ref('stg_offline__files') }}

),

totals as (

    select
        account,
        file_record_id,
        count(*) as totals_stated,
        sum(case when agrees then 0 else 1 end) as totals_differing
    from {{ ref('stg_offline__file_totals') }}
    group by account, file_record_id

),

amounts as (

    select
        account,
        file_record_id,
        landed_sum as amount_landed
    from {{ ref('stg_offline__file_sums') }}
    where column_name = 'amount'

),

current_versions as (

    select distinct
        account,
        ticket_id,
        version_id
    from {{ ref('int_orders__current_tickets') }}

),

-- Whose word counts today, ticket by ticket: this file's, or what a later one says.
standing as (

    select
        told.account,
        told.delivery_id,
        count(*) as tickets_told,
        sum(case when current_versions.ticket_id is null then 0 else 1 end) as tickets_counting
    from {{ ref('stg_offline__ticket_statements') }} as told
    left join current_versions
        on
            told.account = current_versions.account
            and told.ticket_id = current_versions.ticket_id
            and told.version_id = current_versions.version_id
    group by told.account, told.delivery_id

),

followed as (

    select
        account,
        file_record_id,
        lead(file_name) over (
            partition by account, kind, series_id
            order by landed_seq, landed_position
        ) as replaced_by
    from files
    where delivery_status in ('taken', 'restated') and kind is not null

)

select
    files.file_record_id,
    files.delivery_id,
    files.file_name,
    files.kind,
    files.delivery_status,
    files.stated_on,
    files.modified_at,
    files.landed_at as taken_at,
    files.rows_read,
    files.rows_landed,
    files.rows_refused,
    files.rows_left_out,
    cast(amounts.amount_landed as decimal(18, 2)) as amount_landed,
    cast(coalesce(totals.totals_stated, 0) as bigint) as totals_stated,
    cast(coalesce(totals.totals_differing, 0) as bigint) as totals_differing,
    cast(standing.tickets_told as bigint) as tickets_told,
    cast(standing.tickets_counting as bigint) as tickets_counting,
    followed.replaced_by,
    files.reason,
    files.next_step
from files
left join totals
    on
        files.account = totals.account
        and files.file_record_id = totals.file_record_id
left join amounts
    on
        files.account = amounts.account
        and files.file_record_id = amounts.file_record_id
left join standing
    on
        files.account = standing.account
        and case when files.kind = 'sales' then files.delivery_id end = standing.delivery_id
left join followed
    on
        files.account = followed.account
        and files.file_record_id = followed.file_record_id
