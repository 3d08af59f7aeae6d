{#- Provinces and cities in one spelling, the short one: platforms write 广西壮族自治区, brands 广西. -#}

{% macro province_name(province) -%}
    regexp_replace(
        {{ province }}, '(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$', ''
    )
{%- endmacro %}


{% macro city_name(city) -%}
    case when length({{ city }}) > 2 then regexp_replace({{ city }}, '市$', '') else {{ city }} end
{%- endmacro %}
