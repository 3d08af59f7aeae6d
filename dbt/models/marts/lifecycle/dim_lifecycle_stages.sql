with current_stages as (

    select
        axis,
        stage,
        count(*) as member_count
    from {{ ref('member_lifecycle_history') }}
    where is_current
    group by axis, stage

),

stages as (

    {% for axis, stage, label_zh, label_en, entry, exit, entry_zh, exit_zh in lifecycle_stages() -%}
    {{ 'union all' if not loop.first }}
    select
        '{{ axis }}' as axis,
        '{{ stage }}' as stage,
        {{ loop.index }} as stage_order,
        '{{ label_zh }}' as label_zh,
        '{{ label_en }}' as label_en,
        '{{ entry }}' as entry_condition,
        '{{ exit }}' as exit_condition,
        '{{ entry_zh }}' as entry_condition_zh,
        '{{ exit_zh }}' as exit_condition_zh
    {% endfor %}

)

select
    stages.stage,
    stages.axis,
    stages.stage_order,
    stages.label_zh,
    stages.label_en,
    stages.entry_condition,
    stages.exit_condition,
    cast(coalesce(current_stages.member_count, 0) as integer) as member_count,
    stages.entry_condition_zh,
    stages.exit_condition_zh
from stages
left join
    current_stages
    on stages.axis = current_stages.axis and stages.stage = current_stages.stage
