{#- The order channels, named once. -#}
{% macro channel(name) -%}
    {%- set channels = {
        'official_account': 'wechat_official_account',
        'mini_program': 'wechat_mini_program',
        'shop': 'wechat_shop',
        'wecom': 'wecom',
        'youzan': 'youzan',
        'other_shop': 'other_shop',
        'store': 'offline_store',
        'unknown': 'unknown',
    } -%}
    '{{ channels[name] }}'
{%- endmacro %}
