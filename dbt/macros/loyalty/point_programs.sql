{#- The books of points that the brand's sources keep, in one place. The var `point_programs`, a mapping
    of the same shape, replaces it.

    is_brand: its points are the brand's own, and those of all accounts of a member are summed.
    mirrors: it shows the books of another programme once more, so that it is kept for comparison and
    counts in no total.
    yuan_per_point: what a point owes, for the liability.
    lifetime_days: when points lapse of which no source says when; none means never. -#}
{% macro point_programs() -%}
    {%- set programs -%}
brand_app: {is_brand: true, yuan_per_point: 0.01}
store_card: {is_brand: true, yuan_per_point: 0.01}
wechat_shop: {mirrors: brand_app, yuan_per_point: 0.01}
youzan: {yuan_per_point: 0.01}
    {%- endset -%}
    {%- set given = var('point_programs', none) -%}
    {{ return(given if given is mapping else fromyaml(programs)) }}
{%- endmacro %}


{#- A setting of the programme named in a column, as an SQL literal; the fallback where it has none. -#}
{% macro program_setting(program, setting, fallback) -%}
    case {{ program }}
    {%- for name, entry in point_programs().items() %} when '{{ name }}' then {{ entry.get(setting, fallback) | lower }}
    {%- endfor %} else {{ fallback }} end
{%- endmacro %}


{% macro is_brand_program(program) -%}
    {{ program_setting(program, 'is_brand', 'false') }}
{%- endmacro %}


{#- Whether a programme's points stand in the totals: all but those that mirror another's books. -#}
{% macro is_counted_program(program) -%}
    {%- set mirrors = [] -%}
    {%- for name, entry in point_programs().items() if entry.mirrors -%}
        {%- do mirrors.append(name) -%}
    {%- endfor -%}
    {{ return(program ~ " not in ('" ~ mirrors | join("', '") ~ "')") }}
{%- endmacro %}


{#- The channel that a programme belongs to, as in dim_channels. -#}
{% macro program_channel(program) -%}
    case {{ program }}
        when 'brand_app' then {{ channel('mini_program') }}
        when 'store_card' then {{ channel('store') }}
        else {{ program }}
    end
{%- endmacro %}
