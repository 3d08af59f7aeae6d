{{ config(materialized='increment', noted=['entry_id']) }}

with source as (

    {{ latest_record('offline', 'points_statements', [
        'entry_no', 'member_no', 'phone.token', 'phone.mask', 'phone.status', 'name.token',
        'name.mask', 'name.status', 'changed_at', 'type', 'change', 'balance_before',
        'balance_after', 'store', 'operator.mask', 'order_no', 'remark.mask', 'requested_at',
        'expires_at', 'amount', 'state'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as entry_id,
        nullif(record.entry_no, '') as entry_no,
        nullif(trim(record.member_no), '') as member_no,
        nullif(record.order_no, '') as order_no,

        -- protected
        record.phone.token as phone_token,
        record.phone.mask as phone_mask,
        record.phone.status as phone_status,
        record.name.token as name_token,
        record.name.mask as name_mask,
        record.name.status as name_status,
        record.operator.mask as operator_mask,
        record.remark.mask as remark_mask,

        -- strings
        nullif(record.type, '') as entry_type,
        nullif(record.store, '') as store,
        nullif(record.state, '') as request_state,

        -- numerics
        try_cast(record.change as decimal(18, 2)) as points_change,
        try_cast(record.balance_before as decimal(18, 2)) as balance_before,
        try_cast(record.balance_after as decimal(18, 2)) as balance_after,
        {{ yuan('record.amount') }} as order_amount,

        -- booleans
        {{ points_request_counts('record.requested_at', 'record.state') }} as is_booked,

        -- timestamps
        {{ from_local('try_cast(record.changed_at as timestamp)') }} as changed_at,
        {{ from_local('try_cast(record.requested_at as timestamp)') }} as requested_at,
        {{ from_local('try_cast(record.expires_at as timestamp)') }} as expires_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
