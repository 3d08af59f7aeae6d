with members as (

    select * from {{ ref('dim_members') }}

),

contacts as (

    select * from {{ ref('int_member_contacts') }}

),

channels as (

    select
        one_id,
        {% for channel in contact_channels() -%}
        bool_or(may_contact) filter (where channel = '{{ channel }}') as may_{{ channel }},
        min(reason) filter (where channel = '{{ channel }}') as {{ channel }}_reason,
        min(next_possible_at) filter (where channel = '{{ channel }}') as {{ channel }}_next_at,
        {% endfor -%}
        count(*) as channel_count,
        bool_or(may_contact) as may_contact,
        bool_or(reason = 'do_not_disturb') as is_quiet,
        bool_or(reason = 'over_touched') as is_over_touched,
        max(all_touches_7d) as touches_7d,
        min(next_possible_at) as next_possible_at,
        min_by(channel, channel_order) filter (where may_contact) as best_channel
    from contacts
    group by one_id

)

select
    members.one_id,
    {{ as_of() }} as as_of_date,
    coalesce(channels.may_contact, false) as may_contact,
    case
        when channels.one_id is null then 'not_reachable'
        when channels.may_contact then 'allowed'
        when channels.is_quiet then 'do_not_disturb'
        when channels.is_over_touched then 'over_touched'
        else 'every_channel_full_or_refused'
    end as reason,
    channels.next_possible_at,
    channels.best_channel,
    case
        when channels.may_contact
            then {{ from_local(
                "cast(" ~ as_of() ~ " as timestamp) + interval '"
                ~ var('contact_quiet_from_hour') ~ "' hour"
            ) }}
    end as may_contact_until,
    {% for channel in contact_channels() -%}
    coalesce(channels.may_{{ channel }}, false) as may_{{ channel }},
    coalesce(channels.{{ channel }}_reason, 'not_reachable') as {{ channel }}_reason,
    channels.{{ channel }}_next_at,
    {% endfor -%}
    cast(coalesce(channels.channel_count, 0) as integer) as channel_count,
    cast(coalesce(channels.touches_7d, 0) as integer) as touches_7d
from members
left join channels on members.one_id = channels.one_id
