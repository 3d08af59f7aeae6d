{#- The channels in which messages reach members, the most personal first. -#}
{% macro contact_channels() -%}
    {{ return([
        'wecom_private', 'template_message', 'sms', 'wecom_group', 'moments', 'mass_message'
    ]) }}
{%- endmacro %}


{#- How often a member may be written to in a channel, from the var `contact_caps`: `day` messages a
    business day, `week` in seven days, `month` in a calendar month. -#}
{% macro contact_cap(channel, span) -%}
    {{ return(var('contact_caps')[channel][span]) }}
{%- endmacro %}
