{{ config(materialized='increment', key=['one_id']) }}
{%- set person = [
    'gender', 'birth_month', 'name', 'phone', 'province', 'city', 'home_store', 'register_channel'
] -%}
{%- set customer_of_record = "split_part(record_key, '|', 1)" -%}
{%- set assets = ['member_level', 'registered_at', 'points', 'stored_value'] -%}

{% call touched() %}
    select one_id from {{ changed('int_member_users') }}
    union
    select one_id from {{ changed('int_member_cards') }}
    union
    select one_id from {{ changed('int_accounts') }}
    union
    select one_id from {{ changed('fct_orders') }}
    union
    select one_id from {{ ref('int_member_users') }}
    where phone_token in ({{ moved('phone') }})
    union
    -- whose a customer was, and whose a customer is
    select one_id from {{ this }}
    where
        source = 'youzan' and stream = 'customers'
        and (
            record_key in (select yz_open_id from {{ changed('stg_youzan__customers') }})
            or record_key in ({{ moved('youzan_yz_open_id') }})
        )
    union
    select one_id from {{ identified_by('youzan_yz_open_id') }} as members
    where
        value in (select yz_open_id from {{ changed('stg_youzan__customers') }})
        or value in ({{ moved('youzan_yz_open_id') }})
    union
    select one_id from {{ this }}
    where
        source = 'wecom'
        and (
            {{ customer_of_record }} in (
                select external_userid from {{ changed('stg_wecom__customers') }}
            )
            or {{ customer_of_record }} in ({{ moved('external_userid') }})
        )
    union
    select one_id from {{ identified_by('external_userid') }} as members
    where
        value in (select external_userid from {{ changed('stg_wecom__customers') }})
        or value in ({{ moved('external_userid') }})
{% endcall %}

with users as (

    select * from {{ ref('int_member_users') }}
    where one_id is not null and {{ is_touched('one_id') }}

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where one_id is not null and {{ is_touched('one_id') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where one_id is not null and {{ is_touched('one_id') }}

),

youzan_customers as (

    select
        customers.*,
        members.one_id
    from {{ ref('stg_youzan__customers') }} as customers
    inner join {{ identified_by('youzan_yz_open_id') }} as members
        on customers.account = members.scope and customers.yz_open_id = members.value
    where {{ is_touched('members.one_id') }}

),

wecom_customers as (

    select
        customers.*,
        members.one_id
    from {{ ref('stg_wecom__customers') }} as customers
    inner join {{ identified_by('external_userid') }} as members
        on customers.account = members.scope and customers.external_userid = members.value
    where {{ is_touched('members.one_id') }}

),

-- a gift goes to somebody else's address
deliveries as (

    select * from {{ ref('fct_orders') }}
    where
        one_id is not null and province is not null and not is_gift
        and {{ is_touched('one_id') }}

),

phones as (

    select * from {{ identified_by('phone') }} as phones

),

-- a verified number that identity places with this member comes before one that moved on
records as (

    select
        users.one_id,
        'wechat_mini_program' as source,
        'registry' as stream,
        concat(users.appid, '|', users.openid) as record_key,
        users.observed_at,
        users.is_phone_verified and phones.one_id = users.one_id as is_verified,
        users.gender,
        users.birthday,
        users.name_token,
        users.name_mask,
        users.phone_token,
        users.phone_mask,
        users.province,
        users.city,
        cast(null as varchar) as home_store,
        users.register_channel
    from users
    left join phones on users.phone_token = phones.value

    union all

    select
        one_id,
        'offline' as source,
        'members' as stream,
        member_row_id as record_key,
        observed_at,
        false as is_verified,
        gender,
        birthday,
        name_token,
        name_mask,
        phone_token,
        phone_mask,
        cast(null as varchar) as province,
        cast(null as varchar) as city,
        open_store as home_store,
        cast(null as varchar) as register_channel
    from cards

    union all

    select
        one_id,
        'youzan' as source,
        'customers' as stream,
        yz_open_id as record_key,
        landed_at as observed_at,
        false as is_verified,
        nullif(gender, 'unknown') as gender,
        cast(null as date) as birthday,
        case when name_status = 'valid' then name_token end as name_token,
        case when name_status = 'valid' then name_mask end as name_mask,
        case when phone_status = 'valid' then phone_token end as phone_token,
        case when phone_status = 'valid' then phone_mask end as phone_mask,
        cast(null as varchar) as province,
        cast(null as varchar) as city,
        cast(null as varchar) as home_store,
        cast(null as varchar) as register_channel
    from youzan_customers

    union all

    select
        one_id,
        'wecom' as source,
        'customers' as stream,
        concat(external_userid, '|', userid) as record_key,
        coalesce(added_at, landed_at) as observed_at,
        false as is_verified,
        nullif(gender, 'unknown') as gender,
        cast(null as date) as birthday,
        cast(null as varchar) as name_token,
        cast(null as varchar) as name_mask,
        cast(null as varchar) as phone_token,
        cast(null as varchar) as phone_mask,
        cast(null as varchar) as province,
        cast(null as varchar) as city,
        cast(null as varchar) as home_store,
        cast(null as varchar) as register_channel
    from wecom_customers

    union all

    select
        one_id,
        case
            when channel in ({{ channel('shop') }}, {{ channel('youzan') }}) then channel
            else 'offline'
        end as source,
        case when channel = {{ channel('youzan') }} then 'trades' else 'orders' end as stream,
        order_id as record_key,
        ordered_at as observed_at,
        false as is_verified,
        cast(null as varchar) as gender,
        cast(null as date) as birthday,
        cast(null as varchar) as name_token,
        cast(null as varchar) as name_mask,
        cast(null as varchar) as phone_token,
        cast(null as varchar) as phone_mask,
        province,
        city,
        cast(null as varchar) as home_store,
        cast(null as varchar) as register_channel
    from deliveries

),

-- compared by the whole birthday and by tokens; shown are the month and masks
spelled as (

    select
        one_id,
        source,
        stream,
        record_key,
        observed_at,
        coalesce(is_verified, false) as is_verified,
        gender,
        gender as gender_shown,
        cast(birthday as varchar) as birth_month,
        cast(month(birthday) as varchar) as birth_month_shown,
        case when name_mask is not null then coalesce(name_token, name_mask) end as name,
        name_mask as name_shown,
        case when phone_mask is not null then coalesce(phone_token, phone_mask) end as phone,
        phone_mask as phone_shown,
        {{ province_name('province') }} as province,
        {{ province_name('province') }} as province_shown,
        {{ city_name('city') }} as city,
        {{ city_name('city') }} as city_shown,
        home_store,
        home_store as home_store_shown,
        register_channel,
        register_channel as register_channel_shown
    from records

),

held as (

    select
        one_id,
        source,
        stream,
        concat(account_scope, '|', account_key) as record_key,
        observed_at,
        member_level,
        cast(registered_at as varchar) as registered_at,
        case when is_brand_program then cast(points as varchar) end as points,
        cast(stored_value as varchar) as stored_value
    from accounts

),

statements as (

    {%- for attribute in person %}
    select
        one_id,
        '{{ attribute }}' as attribute,
        {{ attribute }} as value,
        {{ attribute }}_shown as shown,
        {{ 'is_verified' if attribute == 'phone' else 'false' }} as is_verified,
        source,
        stream,
        record_key,
        observed_at
    from spelled
    where {{ attribute }} is not null
    union all
    {%- endfor %}
    {%- for attribute in assets %}
    {% if not loop.first %}union all{% endif %}
    select
        one_id,
        '{{ attribute }}' as attribute,
        {{ attribute }} as value,
        {{ attribute }} as shown,
        false as is_verified,
        source,
        stream,
        record_key,
        observed_at
    from held
    where {{ attribute }} is not null
    {%- endfor %}

)

select * from statements
