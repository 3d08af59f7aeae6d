{#- Keeps the latest version of every record, to close a query over landing: the last (batch_seq,
    position) of an account and key wins, whatever order the files are read in. -#}
{% macro latest_record() -%}
    qualify row_number() over (
        partition by account, record_key
        order by batch_seq desc, position desc
    ) = 1
{%- endmacro %}
