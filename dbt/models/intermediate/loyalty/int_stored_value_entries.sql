with statements as (

    select * from {{ ref('stg_offline__stored_value_statements') }}
    where amount_change is not null

),

entries as (

    select
        'store_card' as program,
        account as account_scope,
        coalesce(member_no, phone_token) as account_key,
        entry_id as record_key,
        {{ channel('store') }} as channel,
        entry_type as reason,
        amount_change,
        principal_change,
        gift_change,
        balance_after as stated_balance,
        changed_at as occurred_at,
        order_no as order_number,
        store as store_name,
        pay_method,
        case when phone_status = 'valid' then phone_token end as phone_token,
        0 as place,
        'offline' as source,
        'stored_value_statements' as stream
    from statements

)

select
    {{ surrogate_key(['program', 'account_scope', 'record_key']) }} as entry_id,
    entries.*,
    {{ stored_value_kind('amount_change', "coalesce(reason, '')") }} as kind
from entries
