{{ config(materialized='increment', key=['month_start', 'one_id']) }}

{% call touched() %}
    select
        {{ month_start('event_date') }} as month_start,
        one_id
    from {{ changed('fct_events') }}
    where one_id is not null
{% endcall %}

select
    {{ month_start('event_date') }} as month_start,
    one_id,
    channel,
    min(occurred_at) as first_seen_at,
    max(occurred_at) as last_seen_at,
    coalesce(bool_or({{ is_own_act('event_type') }}), false) as has_acted
from {{ ref('fct_events') }}
where
    one_id is not null
    and {{ is_since_touched('event_date') }}
    and {{ is_touched([month_start('event_date'), 'one_id']) }}
group by {{ month_start('event_date') }}, one_id, channel
