with orders as (

    {{ identity_statements(
        'wechat_shop', 'orders', ref('stg_wechat_shop__order_versions'),
        subject=['shop_openid', 'account', 'openid'],
        columns={
            'record_key': 'record_key', 'since_at': 'created_at', 'observed_at': 'updated_at',
            'unionid': 'unionid'
        }
    ) }}

),

gifts as (

    {{ identity_statements(
        'wechat_shop', 'orders', ref('stg_wechat_shop__order_versions'),
        subject=['shop_openid', 'account', 'giver_openid'],
        columns={
            'record_key': 'record_key', 'since_at': 'created_at', 'observed_at': 'updated_at',
            'unionid': 'giver_unionid'
        }
    ) }}

),

shop_members as (

    {{ identity_statements(
        'wechat_shop', 'members', ref('stg_wechat_shop__member_versions'),
        subject=['shop_openid', 'account', 'openid'],
        columns={'record_key': 'record_key', 'since_at': 'seen_at', 'unionid': 'unionid'}
    ) }}

),

aftersales as (

    {{ identity_statements(
        'wechat_shop', 'aftersales', ref('stg_wechat_shop__aftersales'),
        subject=['shop_openid', 'account', 'openid'],
        columns={'record_key': 'aftersale_id', 'since_at': 'created_at', 'unionid': 'unionid'},
        landed='first_landed'
    ) }}

),

youzan_trades as (

    {{ identity_statements(
        'youzan', 'trades', ref('stg_youzan__trade_versions'),
        subject=['youzan_yz_open_id', 'account', 'yz_open_id'],
        columns={
            'record_key': 'record_key', 'since_at': 'created_at', 'observed_at': 'updated_at',
            'unionid': 'unionid', 'phone': 'phone_token', 'phone_status': 'phone_status'
        }
    ) }}

),

youzan_customers as (

    {{ identity_statements(
        'youzan', 'customers', ref('stg_youzan__customer_versions'),
        subject=['youzan_yz_open_id', 'account', 'yz_open_id'],
        columns={
            'record_key': 'record_key', 'since_at': 'created_at', 'phone': 'phone_token',
            'phone_status': 'phone_status',
            'name_token': "case when name_status = 'valid' then name_token end", 'gender': 'gender'
        }
    ) }}

),

cards as (

    {{ identity_statements(
        'offline', 'members', ref('stg_offline__member_versions'),
        subject=['member_card', brand(), 'member_no'],
        columns={
            'record_key': 'record_key', 'since_at': 'opened_at',
            'observed_at': from_local('cast(snapshot_date as timestamp)'), 'unionid': 'unionid',
            'phone': 'phone_token', 'phone_status': 'phone_status', 'name_token': "case when name_status = 'valid' then name_token end",
            'gender': 'gender', 'birthday': 'birthday'
        }
    ) }}

),

cardless_members as (

    {{ identity_statements(
        'offline', 'members', ref('stg_offline__member_versions'),
        subject=['phone', "''", 'case when member_no is null then phone_token end'],
        columns={
            'record_key': 'record_key', 'since_at': 'opened_at',
            'observed_at': from_local('cast(snapshot_date as timestamp)'),
            'phone_status': 'phone_status'
        }
    ) }}

),

card_tickets as (

    {{ identity_statements(
        'offline', 'sales', ref('int_orders__sale_lines'),
        subject=['member_card', brand(), 'member_no'],
        columns={
            'record_key': 'sale_line_id', 'since_at': 'sold_at', 'phone': 'phone_token',
            'phone_status': 'phone_status'
        },
        landed='first_landed'
    ) }}

),

cardless_tickets as (

    {{ identity_statements(
        'offline', 'sales', ref('int_orders__sale_lines'),
        subject=['phone', "''", 'case when member_no is null then phone_token end'],
        columns={
            'record_key': 'sale_line_id', 'since_at': 'sold_at', 'phone_status': 'phone_status'
        },
        landed='first_landed'
    ) }}

),

records as (

    select * from orders
    union all
    select * from gifts
    union all
    select * from shop_members
    union all
    select * from aftersales
    union all
    select * from youzan_trades
    union all
    select * from youzan_customers
    union all
    select * from cards
    union all
    select * from cardless_members
    union all
    select * from card_tickets
    union all
    select * from cardless_tickets

),

statements as (

    {{ fold_statements('records') }}

)

select * from statements
