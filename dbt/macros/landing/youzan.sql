{#- The UTC timestamp of an instant as Youzan writes it: Beijing time in text, or a number of seconds or,
    with more than eleven digits, of milliseconds. Its APIs differ, and some documents contradict their
    own samples. -#}
{% macro youzan_instant(value) -%}
    coalesce(
        {{ from_local('try_cast(' ~ value ~ ' as timestamp)') }},
        case
            when length({{ value }}) > 11 then {{ from_epoch_millis(value) }}
            else {{ from_epoch_seconds(value) }}
        end
    )
{%- endmacro %}


{#- 'male', 'female' or 'unknown' from Youzan's gender codes. -#}
{% macro youzan_gender(code) -%}
    case {{ code }} when '1' then 'male' when '2' then 'female' else 'unknown' end
{%- endmacro %}
