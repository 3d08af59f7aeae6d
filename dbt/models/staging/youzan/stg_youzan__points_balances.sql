with source as (

    {{ all_versions('youzan', 'points', ['yz_open_id', 'points', 'read_until']) }}

),

balances as (

    select
        -- ids
        record.yz_open_id,

        -- numerics
        try_cast(record.points as integer) as points,

        -- timestamps
        {{ youzan_instant('record.read_until') }} as read_until_at,

        -- landing
        {{ landed_columns() }}
    from source
    where record.read_until is not null
    qualify
        row_number() over (
            partition by account, record.yz_open_id
            order by try_cast(record.read_until as bigint) desc, batch_seq desc, position desc
        ) = 1

)

select * from balances
