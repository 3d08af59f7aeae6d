with members as (

    select
        one_id,
        count(*) as identifier_count
    from {{ ref('int_identity__map') }}
    where one_id is not null
    group by one_id

),

sources as (

    {% for source_name in identity_sources() -%}
    select '{{ source_name }}' as source
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

channels as (

    select distinct
        placed.one_id,
        sources.source
    from {{ ref('int_identity__map') }} as placed
    inner join {{ ref('int_identity__identifiers') }} as identifiers
        on placed.identifier_number = identifiers.identifier_number
    inner join sources
        on concat(', ', identifiers.sources, ',') like concat('%, ', sources.source, ',%')
    where placed.one_id is not null

),

met as (

    select
        source,
        count(*) over (partition by one_id) as channel_count
    from channels

),

sizes as (

    select
        count(*) as members,
        coalesce(sum(identifier_count), 0) as identifiers,
        coalesce(percentile_cont(0.5) within group (order by identifier_count), 0) as middle,
        coalesce(percentile_cont(0.99) within group (order by identifier_count), 0) as high,
        coalesce(max(identifier_count), 0) as largest
    from members

),

measures as (

    {{ measure('members', 'members') }}
    from sizes
    union all
    {{ measure('identifiers', 'identifiers') }}
    from sizes
    union all
    {{ measure('identifiers_per_member_p50', 'middle') }}
    from sizes
    union all
    {{ measure('identifiers_per_member_p99', 'high') }}
    from sizes
    union all
    {{ measure('identifiers_per_member_max', 'largest') }}
    from sizes
    union all
    {{ measure('conflicts', "count(case when status = 'conflict' then 1 end)") }}
    from {{ ref('int_identity__map') }}
    union all
    {{ measure('shared_values', "count(case when status = 'shared' then 1 end)") }}
    from {{ ref('int_identity__map') }}
    union all
    {{ measure('refused_links', 'count(*)', 'rule') }}
    from {{ ref('int_identity__links') }}
    where status <> 'linked'
    group by rule
    union all
    {{ measure('suspects', 'count(*)') }}
    from {{ ref('int_identity__suspects') }}
    {%- for what in ['name', 'birthday', 'gender'] %}
    union all
    {{ measure(
        'suspects', 'count(case when ' ~ what ~ '_count > 1 then 1 end)', "'" ~ what ~ "s'"
    ) }}
    from {{ ref('int_identity__suspects') }}
    {%- endfor %}
    union all
    {{ measure(
        'channel_met_elsewhere', 'count(case when channel_count > 1 then 1 end) / count(*)',
        'source'
    ) }}
    from met
    group by source

)

select * from measures
