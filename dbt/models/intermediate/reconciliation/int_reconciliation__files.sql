with files as (

    select * from {{ ref('stg_offline__files') }}
    where delivery_status = 'taken' and kind is not null

),

totals as (

    select * from {{ ref('stg_offline__file_totals') }}

),

sums as (

    select * from {{ ref('stg_offline__file_sums') }}
    where column_name in ('amount', 'quantity')

),

told as (

    select distinct
        account,
        delivery_id,
        ticket_id,
        version_id
    from {{ ref('stg_offline__ticket_statements') }}

),

-- What the tables hold of the tickets of a file, whichever file brought the lines first.
staged as (

    select
        told.account,
        told.delivery_id,
        count(*) as lines,
        sum(sales.amount) as amount,
        sum(sales.quantity) as quantity
    from told
    inner join {{ ref('stg_offline__sales') }} as sales
        on
            told.account = sales.account
            and told.ticket_id = sales.ticket_id
            and told.version_id = sales.version_id
    group by told.account, told.delivery_id

),

stated as (

    select
        concat(files.kind, ' ', totals.column_name, ', stated') as subject,
        concat_ws(
            '|',
            files.file_name,
            files.file_id,
            cast(totals.table_number as varchar),
            cast(totals.row_number_in_table as varchar)
        ) as record_id,
        files.stated_on as business_date,
        totals.stated_total as source_value,
        totals.counted_total as published_value,
        case when not totals.agrees then 'total_differs' end as difference
    from files
    inner join totals
        on
            files.account = totals.account
            and files.file_record_id = totals.file_record_id

),

landed_rows as (

    select
        concat(files.kind, ' rows, landed') as subject,
        concat_ws('|', files.file_name, files.file_id) as record_id,
        files.stated_on as business_date,
        files.rows_landed as source_value,
        coalesce(staged.lines, 0) as published_value,
        case
            when files.rows_landed <> coalesce(staged.lines, 0) then 'rows_differ'
        end as difference
    from files
    left join staged
        on
            files.account = staged.account
            and files.delivery_id = staged.delivery_id
    where files.kind = 'sales'

),

landed_sums as (

    select
        concat(files.kind, ' ', sums.column_name, ', landed') as subject,
        concat_ws('|', files.file_name, files.file_id) as record_id,
        files.stated_on as business_date,
        sums.landed_sum as source_value,
        coalesce(case sums.column_name when 'amount' then staged.amount else staged.quantity end, 0)
            as published_value
    from files
    inner join sums
        on
            files.account = sums.account
            and files.file_record_id = sums.file_record_id
    left join staged
        on
            files.account = staged.account
            and files.delivery_id = staged.delivery_id
    where files.kind = 'sales'

),

compared as (

    select * from stated
    union all
    select * from landed_rows
    union all
    select
        *,
        case when source_value <> published_value then 'amount_differs' end as difference
    from landed_sums

)

select
    'files' as proof,
    subject,
    record_id,
    business_date,
    cast(source_value as decimal(18, 2)) as source_value,
    cast(published_value as decimal(18, 2)) as published_value,
    difference
from compared
