{%- if execute -%}{%- do check_identity_rules() -%}{%- endif -%}

{% for identifier_type, rule in identity_rules().types.items() -%}
select {{ rule_row(identifier_type, rule) }}
{{ 'union all' if not loop.last }}
{% endfor %}
