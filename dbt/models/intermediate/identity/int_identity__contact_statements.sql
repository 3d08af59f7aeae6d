with customers as (

    {{ identity_statements(
        'wecom', 'customers', ref('stg_wecom__customer_versions'),
        subject=['external_userid', 'account', 'external_userid'],
        columns={'record_key': 'record_key', 'since_at': 'added_at', 'unionid': 'unionid'}
    ) }}

),

-- A number that an employee noted is a note: nobody has confirmed that it is the customer's.
noted_mobiles as (

    {{ identity_statements(
        'wecom', 'customers', ref('stg_wecom__customer_mobiles'),
        subject=['external_userid', 'account', 'external_userid'],
        columns={
            'record_key': 'record_key', 'since_at': 'added_at', 'phone': 'phone_token',
            'phone_status': 'phone_status', 'is_verified': 'false'
        }
    ) }}

),

chat_members as (

    {{ identity_statements(
        'wecom', 'group_chats', ref('stg_wecom__group_chat_members'),
        subject=['external_userid', 'account', 'case when is_customer then member_id end'],
        columns={'record_key': 'record_key', 'since_at': 'joined_at', 'unionid': 'known_unionid'}
    ) }}

),

records as (

    select * from customers
    union all
    select * from noted_mobiles
    union all
    select * from chat_members

),

statements as (

    {{ fold_statements('records') }}

)

select * from statements
