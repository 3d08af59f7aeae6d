{#- Every stream that lands, and after how many hours without anything new it counts as late: a bit
    more than the time a healthy stream takes, so that one slow morning is no alarm. Slow-moving
    snapshots land only what changed, so their silence means less. Of what people decide themselves
    nothing is expected: null. -#}
{% macro landing_streams() -%}
    {%- set streams -%}
wechat_official_account:
  followers: 36
  tags: 720
  user_growth: 36
  user_cumulate: 36
  article_summary: 168
  article_total_detail: 168
  follow_events: 36
  menu_events: 60
  template_results: 204
  mass_send_results: 204
  messages: 60
  other_events: 792
  tag_members: 720
  blacklist: 792
  article_total: 168
  reads_daily: 36
  reads_hourly: 36
  shares_daily: 36
  shares_hourly: 36
  article_reads: 168
  article_shares: 168
  content_summary: 168
  message_counts_daily: 36
  message_counts_hourly: 36
  message_counts_weekly: 204
  message_counts_monthly: 780
  message_senders_daily: 36
  message_senders_weekly: 204
  message_senders_monthly: 780
  interface_daily: 36
  interface_hourly: 36
  api_quotas: 36
wechat_mini_program:
  visit_trend_daily: 36
  visit_trend_weekly: 204
  visit_trend_monthly: 780
  retention_daily: 36
  summary_daily: 36
  visit_pages: 36
  visit_distribution: 36
  user_portrait: 36
  registry: 36
  events: 36
  retention_weekly: 204
  retention_monthly: 780
  user_portrait_7d: 36
  user_portrait_30d: 36
  api_quotas: 36
wechat_shop:
  orders: 36
  aftersales: 168
  products: 720
  coupons: 792
  members: 168
  member_coupons: 168
  member_points: 168
  member_scores: 168
  shop_figures: 36
  api_quotas: 36
youzan:
  trades: 36
  refunds: 192
  customers: 36
  points: 168
  coupons: 168
  coupon_activities: 792
wecom:
  follow_users: 720
  customers: 60
  corp_tags: 720
  behaviour_daily: 36
  group_chats: 168
  group_statistics_daily: 36
  group_messages: 204
  group_message_tasks: 204
  group_message_results: 204
  moments: 360
  moment_tasks: 360
  moment_results: 360
  moment_comments: 360
  acquisition_links: 720
  acquisition_customers: 360
offline:
  files: 204
  members: 840
  orders: 840
  payments: 840
  points_statements: 840
  sales: 204
  stored_value_statements: 840
  surveys: 2400
manual:
  identity_decisions: null
    {%- endset -%}
    {{ return(fromyaml(streams)) }}
{%- endmacro %}


{#- Ties a model to every stream, so that it is rebuilt whenever any of them moves, and stops the build
    when the streams above and the declared sources are not the same set. Renders nothing. -#}
{% macro watch_landing_streams() -%}
    {%- for source_name, streams in landing_streams().items() -%}
        {%- for stream in streams -%}
            {%- do source(source_name, stream) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if execute -%}
        {%- do check_landing_streams() -%}
    {%- endif -%}
{%- endmacro %}


{#- Stops the build when the streams above and the declared sources are not the same set. -#}
{% macro check_landing_streams() -%}
    {%- set known = [] -%}
    {%- for source_name, streams in landing_streams().items() -%}
        {%- for stream in streams -%}
            {%- do known.append(source_name ~ '.' ~ stream) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set declared = [] -%}
    {%- for node in graph.sources.values() if node.schema == 'landing' -%}
        {%- do declared.append(node.source_name ~ '.' ~ node.name) -%}
    {%- endfor -%}
    {%- if known | sort != declared | sort -%}
        {{ exceptions.raise_compiler_error(
            'Streams in macros/landing/streams.sql and sources in models/staging differ: ['
            ~ (known | sort | join(', ')) ~ '] against [' ~ (declared | sort | join(', '))
            ~ ']. Add the missing stream with its expected hours, or its source.'
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- The batches that landing has committed, one row each; an empty relation while nothing has landed. -#}
{% macro landed_batches() -%}
    {%- set index = landing_index() if execute else '' -%}
    {%- if index -%}
        {{ index }}
    {%- else -%}
        (
            select
                cast(null as varchar) as source,
                cast(null as varchar) as stream,
                cast(null as bigint) as rows,
                cast(null as timestamp) as occurred_max,
                cast(null as timestamp) as fetched_at
            where 1 = 0
        )
    {%- endif -%}
{%- endmacro %}
