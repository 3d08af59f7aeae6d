with versions as (

    select
        *,
        {{ landing_order('landed_seq', 'landed_position') }} as landed_order
    from {{ ref('stg_offline__member_versions') }}
    where snapshot_date is not null and file_id is not null

),

told_twice as (

    select
        account,
        member_row_id,
        snapshot_date
    from versions
    group by account, member_row_id, snapshot_date
    having count(*) > 1

),

ranked as (

    select
        versions.*,
        row_number() over (
            partition by versions.account, versions.member_row_id, versions.snapshot_date
            order by versions.landed_order desc
        ) as place
    from versions
    inner join told_twice
        on
            versions.account = told_twice.account
            and versions.member_row_id = told_twice.member_row_id
            and versions.snapshot_date = told_twice.snapshot_date

),

files as (

    select
        account,
        file_id,
        min(series_id) as series_id,
        min(file_name) as file_name
    from {{ ref('stg_offline__files') }}
    where delivery_status = 'taken'
    group by account, file_id

),

-- A file of the same name corrects itself; a file that says two things, or two files of one day
-- that do, contradict each other. Silence about a column contradicts nothing.
compared as (

    select
        kept.account,
        kept.member_row_id,
        kept.member_no,
        kept.snapshot_date,
        kept.file_id as kept_file_id,
        other.file_id as other_file_id,
        other.landed_order,
        coalesce(kept_files.file_name, kept.file_id) as kept_file,
        coalesce(other_files.file_name, other.file_id) as other_file,
        concat_ws(
            ', ',
            case when kept.phone_token <> other.phone_token then 'phone' end,
            case when kept.name_token <> other.name_token then 'name' end,
            case when kept.gender <> other.gender then 'gender' end,
            case when kept.birthday <> other.birthday then 'birthday' end,
            case when kept.member_level <> other.member_level then 'level' end,
            case when kept.points <> other.points then 'points' end,
            case when kept.stored_value <> other.stored_value then 'stored_value' end,
            case when kept.opened_at <> other.opened_at then 'open_date' end
        ) as differs_in
    from ranked as kept
    inner join ranked as other
        on
            kept.account = other.account
            and kept.member_row_id = other.member_row_id
            and kept.snapshot_date = other.snapshot_date
    left join files as kept_files
        on
            kept.account = kept_files.account
            and kept.file_id = kept_files.file_id
    left join files as other_files
        on
            other.account = other_files.account
            and other.file_id = other_files.file_id
    where
        kept.place = 1
        and other.place > 1
        and (
            kept.file_id = other.file_id
            or coalesce(kept_files.series_id, kept.file_id)
            <> coalesce(other_files.series_id, other.file_id)
        )

),

final as (

    select
        account,
        member_row_id,
        coalesce(member_no, member_row_id) as member_no,
        snapshot_date,
        kept_file,
        other_file_id,
        other_file,
        differs_in
    from compared
    where differs_in <> ''
    qualify
        row_number() over (
            partition by account, member_row_id, snapshot_date, other_file_id
            order by landed_order desc
        ) = 1

)

select * from final
