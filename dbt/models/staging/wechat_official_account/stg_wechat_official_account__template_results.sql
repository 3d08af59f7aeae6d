{{ config(
    materialized='compared',
    key=['result_id'],
    compared=['account', 'openid', 'message_id', 'event_type', 'status', 'occurred_at']
) }}

with source as (

    {{ latest_record('wechat_official_account', 'template_results', [
        'FromUserName', 'CreateTime', 'Event', 'MsgID', 'Status', 'SubscribeMsgPopupEvent.List',
        'SubscribeMsgChangeEvent.List', 'SubscribeMsgSentEvent.List', 'List'
    ]) }}

),

listed as (

    select
        *,
        coalesce(
            record."SubscribeMsgPopupEvent"."List",
            record."SubscribeMsgChangeEvent"."List",
            record."SubscribeMsgSentEvent"."List",
            record."List",
            '{}'
        ) as entries
    from source

),

-- a list of one may come as its only entry; JSON logs may have no level above it
itemised as (

    select
        *,
        unnest({{ json_items(
            "case when entries like '{%' then concat('[', entries, ']') else entries end", '$'
        ) }}) as item
    from listed

),

entered as (

    select
        *,
        {{ json_record('item', [
            'TemplateId', 'MsgID', 'SubscribeStatusString', 'ErrorStatus'
        ]) }} as entry,
        row_number() over (partition by account, record_key order by item) as item_number
    from itemised

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key, '|', item_number) as result_id,
        record."FromUserName" as openid,
        coalesce(nullif(record."MsgID", ''), nullif(entry."MsgID", '')) as message_id,
        nullif(entry."TemplateId", '') as template_id,

        -- strings
        lower(record."Event") as event_type,
        case lower(record."Event")
            when 'templatesendjobfinish' then lower(replace(record."Status", ': ', ':'))
            when 'subscribe_msg_sent_event' then lower(entry."ErrorStatus")
            else lower(entry."SubscribeStatusString")
        end as status,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as occurred_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from entered

)

select
    *,
    event_type in ('templatesendjobfinish', 'subscribe_msg_sent_event')
    and status = 'success' as is_delivered
from renamed
