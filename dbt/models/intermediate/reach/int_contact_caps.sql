{% for channel in contact_channels() -%}
{{ 'union all' if not loop.first }}
select
    '{{ channel }}' as channel,
    {{ loop.index }} as channel_order,
    {{ contact_cap(channel, 'day') }} as most_a_day,
    {{ contact_cap(channel, 'week') }} as most_a_week,
    {{ contact_cap(channel, 'month') }} as most_a_month
{% endfor %}
