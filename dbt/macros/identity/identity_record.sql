{#- The tables of the record of change as the last published version has them. -#}

{% macro published_history() -%}
    {{ published('member_identity_history', {
        'identifier_id': 'varchar',
        'interval_number': 'integer',
        'identifier_type': 'varchar',
        'scope': 'varchar',
        'value': 'varchar',
        'one_id': 'varchar',
        'status': 'varchar',
        'valid_from': 'timestamp',
        'valid_to': 'timestamp',
        'recorded_at': 'timestamp'
    }) }}
{%- endmacro %}


{% macro published_changes() -%}
    {{ published('member_identity_changes', {
        'change_number': 'bigint',
        'kind': 'varchar',
        'old_one_id': 'varchar',
        'new_one_id': 'varchar',
        'identifiers_moved': 'bigint',
        'cause': 'varchar',
        'cause_rule': 'varchar',
        'cause_link_id': 'varchar',
        'cause_links': 'bigint',
        'recorded_at': 'timestamp'
    }) }}
{%- endmacro %}


{% macro published_links() -%}
    {{ published('member_identity_links', {
        'link_id': 'varchar',
        'from_identifier_id': 'varchar',
        'to_identifier_id': 'varchar',
        'status': 'varchar',
        'rule': 'varchar',
        'record_count': 'bigint'
    }) }}
{%- endmacro %}


{% macro published_redirects() -%}
    {{ published('member_identity_redirects', {'old_one_id': 'varchar', 'one_id': 'varchar'}) }}
{%- endmacro %}


{% macro published_health() -%}
    {{ published('member_identity_health', {
        'entry_number': 'integer',
        'metric': 'varchar',
        'segment': 'varchar',
        'value': 'decimal(18, 4)',
        'previous_value': 'decimal(18, 4)',
        'most_allowed': 'decimal(18, 4)',
        'is_jump': 'boolean',
        'is_accepted': 'boolean',
        'as_of_date': 'date',
        'recorded_at': 'timestamp'
    }) }}
{%- endmacro %}


{#- When an interval begins that this run finds: now, but never before the last one ended. -#}
{% macro interval_begins(last_interval) -%}
    greatest(
        {{ recorded_at() }},
        coalesce({{ last_interval }}.valid_to, {{ last_interval }}.recorded_at, {{ recorded_at() }})
    )
{%- endmacro %}
