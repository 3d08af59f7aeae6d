with source as (

    {{ latest_record('youzan', 'coupon_activities', [
        'id', 'title', 'group_type', 'preferential_type', 'denominations', 'condition',
        'total_qty', 'total_take', 'total_fans_taked', 'total_used', 'valid_start_time',
        'valid_end_time', 'created_at', 'is_invalid'
    ]) }}

),

renamed as (

    select
        -- ids
        record.id as activity_id,

        -- strings
        record.title as activity_name,
        case record.group_type when '7' then 'coupon' when '9' then 'code' when '10' then 'code' end
            as coupon_type,

        -- numerics
        {{ fen_to_yuan('record.denominations') }} as face_value,
        {{ fen_to_yuan('record.condition') }} as threshold_amount,
        try_cast(record.total_qty as bigint) as issued_count,
        try_cast(record.total_take as bigint) as taken_count,
        try_cast(record.total_fans_taked as bigint) as taker_count,
        try_cast(record.total_used as bigint) as used_count,

        -- booleans
        coalesce(record.is_invalid in ('1', 'true'), false) as is_invalid,

        -- timestamps
        {{ youzan_instant('record.valid_start_time') }} as valid_from_at,
        {{ youzan_instant('record.valid_end_time') }} as valid_until_at,
        {{ youzan_instant('record.created_at') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
