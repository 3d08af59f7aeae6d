with source as (

    {{ latest_record('offline', 'stored_value_statements', [
        'entry_no', 'member_no', 'phone.token', 'phone.mask', 'phone.status', 'name.token',
        'name.mask', 'name.status', 'changed_at', 'type', 'change', 'balance_before',
        'balance_after', 'store', 'operator.mask', 'order_no', 'remark.mask', 'principal_change',
        'gift_change', 'principal_after', 'gift_after', 'pay_method'
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
        nullif(record.pay_method, '') as pay_method,

        -- numerics
        {{ yuan('record.change') }} as amount_change,
        {{ yuan('record.principal_change') }} as principal_change,
        {{ yuan('record.gift_change') }} as gift_change,
        {{ yuan('record.balance_before') }} as balance_before,
        {{ yuan('record.balance_after') }} as balance_after,
        {{ yuan('record.principal_after') }} as principal_after,
        {{ yuan('record.gift_after') }} as gift_after,
        -- timestamps
        {{ from_local('try_cast(record.changed_at as timestamp)') }} as changed_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
