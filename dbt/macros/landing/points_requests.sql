{#- Whether an entry of a points ledger has been booked: always, unless it is a request that was
    refused or that nobody has decided about yet. -#}
{% macro points_request_counts(requested_at, state) -%}
    (
        {{ requested_at }} is null
        or coalesce({{ state }}, '') in (
            '', '已通过', '通过', '审核通过', '已审核', '已完成', '成功', '已到账', '已发放'
        )
    )
{%- endmacro %}
