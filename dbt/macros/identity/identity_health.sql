{#- The head of a query that gives one figure of identity. -#}
{% macro measure(metric, value, segment="''") -%}
    select
        '{{ metric }}' as metric,
        {{ segment }} as segment,
        cast({{ value }} as decimal(18, 4)) as value
{%- endmacro %}


{#- The figures of identity that can jump, and how far each may go from one published version to the
    next, as a share of the members there were; the vars `identity_jump_…` and their reasons stand in
    docs/decisions.md. Columns `value`, `previous_value`, `growth` and `former_members` must be in
    scope. Suspects and conflicts may grow with the members besides. -#}
{% macro most_allowed() -%}
    case
        when former_members = 0 or segment <> '' then null
        {%- for metric in ['merges', 'splits', 'changed_by_rules', 'members_lost'] %}
        when metric = '{{ metric }}'
            then greatest(
                {{ var('identity_jump_minimum') }},
                {{ var('identity_jump_' ~ metric) }} * former_members
            )
        {%- endfor %}
        {%- for metric in ['suspects', 'conflicts'] %}
        when metric = '{{ metric }}'
            then growth * coalesce(previous_value, 0) + greatest(
                {{ var('identity_jump_minimum') }},
                {{ var('identity_jump_' ~ metric) }} * former_members
            )
        {%- endfor %}
        when metric = 'identifiers_per_member_max'
            then greatest(
                {{ var('identity_jump_size') }},
                {{ var('identity_jump_size_factor') }} * previous_value
            )
    end
{%- endmacro %}


{#- What a test on a jump says. -#}
{% macro jump_text(metric) -%}
    concat(
        'Identity has jumped: {{ metric }} is ', cast(cast(value as bigint) as varchar),
        ', more than the ', cast(cast(floor(most_allowed) as bigint) as varchar),
        ' that are expected after the version which readers have. {{ jump_causes()[metric] }}',
        ' Nothing is published. If this is meant: mdc identity accept --because "...", then run again.',
        ' If not: mdc landing withhold takes the new batches out.'
    )
{%- endmacro %}


{#- Where to look for the cause of a jump. -#}
{% macro jump_causes() -%}
    {{ return({
        'merges': 'Many members became one through new records: look at member_identity_changes'
            ~ ' (kind merge) for the link and rule they share, often one file with a wrong column.',
        'splits': 'Many members came apart: look at member_identity_changes (kind split) for the rule'
            ~ ' that refuses their links now.',
        'changed_by_rules': 'Members changed though no new record says so: the rules or the program'
            ~ ' changed; mdc identity plan shows what a change of rules does.',
        'members_lost': 'Members are gone and none of their identifiers stands for anybody: batches'
            ~ ' were withheld, or values are blocked now.',
        'suspects': 'Many members have several names, birthdays or genders: look at'
            ~ ' member_identity_suspects; strangers were merged, or a column was mapped wrongly.',
        'conflicts': 'Sources disagree about many identifiers at once: look at the refused links in'
            ~ ' member_identity_links and at the stream they come from.',
        'identifiers_per_member_max': 'One member has grown out of all proportion: look at the links'
            ~ ' of the largest member for a value that strangers share, and block it.'
    }) }}
{%- endmacro %}
