{#- The columns of an order export drift: of each the newest value that any export has given. -#}
{%- set texts = {
    'platform': 'platform', 'shop': 'shop', 'order_type': 'order_type', 'state': 'order_state',
    'refund_state': 'refund_state', 'sales_channel': 'sales_channel',
    'order_source': 'order_source', 'promotion': 'promotion', 'pay_method': 'pay_method',
    'payment_no': 'payment_no', 'goods': 'goods', 'delivery_method': 'delivery_method',
    'province': 'province', 'city': 'city', 'district': 'district', 'outlet': 'outlet',
    'member_no': 'member_no', 'phone.token': 'phone_token', 'phone.mask': 'phone_mask',
    'phone.status': 'phone_status', 'buyer_name.token': 'buyer_name_token',
    'buyer_name.status': 'buyer_name_status', 'nickname.mask': 'nickname_mask',
    'receiver_phone.token': 'receiver_phone_token', 'receiver_phone.status': 'receiver_phone_status',
    'guide.mask': 'guide_mask', 'distributor.mask': 'distributor_mask'
} -%}
{%- set amounts = [
    'goods_amount', 'freight', 'shop_discount', 'receivable', 'paid_amount', 'pay_discount',
    'received_amount', 'refunded_amount', 'commission'
] -%}
{%- set moments = ['created_at', 'paid_at', 'completed_at'] -%}
with source as (

    {{ all_versions(
        'offline', 'orders',
        ['order_no', '_snapshot_date', 'is_member', 'goods_kinds', 'points_used']
        + (texts.keys() | list) + amounts + moments
    ) }}

),

versions as (

    select
        *,
        {{ landing_order('batch_seq', 'position') }} as landed_order,
        row_number() over (
            partition by account, record.order_no
            order by record._snapshot_date asc nulls first, batch_seq asc, position asc
        ) as version
    from source

),

newest_values as (

    select
        account,
        record.order_no,
        {% for field, column in texts.items() -%}
        {{ newest_value("nullif(record." ~ field ~ ", '')") }} as {{ column }},
        {% endfor -%}
        {% for field in amounts -%}
        {{ newest_value(yuan('record.' ~ field)) }} as {{ field }},
        {% endfor -%}
        {% for field in moments -%}
        {{ newest_value(from_local('try_cast(record.' ~ field ~ ' as timestamp)')) }}
            as {{ field }},
        {% endfor -%}
        {{ newest_value('try_cast(record.goods_kinds as integer)') }} as goods_kinds,
        {{ newest_value('try_cast(record.points_used as integer)') }} as points_used,
        {{ newest_value("record.is_member = 'yes'") }} as is_member,
        min(
            case
                when {{ yuan('record.refunded_amount') }} > 0
                    then try_cast(record._snapshot_date as date)
            end
        ) as refund_seen_on,
        max(try_cast(record._snapshot_date as date)) as snapshot_date,
        min(landed_order) as first_landed_order,
        max(landed_order) as last_landed_order,
        max_by(fetched_at, landed_order) as landed_at
    from versions
    where record.order_no is not null
    group by account, record.order_no

),

renamed as (

    select
        *,
        {{ landing_order_seq('first_landed_order') }} as first_landed_seq,
        {{ landing_order_position('first_landed_order') }} as first_landed_position,
        {{ landing_order_seq('last_landed_order') }} as landed_seq,
        {{ landing_order_position('last_landed_order') }} as landed_position
    from newest_values

)

select * from renamed
