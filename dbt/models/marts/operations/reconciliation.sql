{%- set proofs = [
    'int_reconciliation__sales', 'int_reconciliation__followers', 'int_reconciliation__balances',
    'int_reconciliation__files'
] -%}

with records as (

    {% for proof in proofs -%}
    select
        proof,
        subject,
        business_date,
        {{ 'records' if proof == 'int_reconciliation__sales' else '1' }} as records,
        source_value,
        published_value,
        difference
    from {{ ref(proof) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    proof,
    subject,
    business_date,
    cast(coalesce(sum(records) filter (where source_value is not null), 0) as bigint)
        as source_records,
    cast(coalesce(sum(records) filter (where published_value is not null), 0) as bigint)
        as published_records,
    cast(coalesce(sum(source_value), 0) as decimal(18, 2)) as source_value,
    cast(coalesce(sum(published_value), 0) as decimal(18, 2)) as published_value,
    cast(coalesce(sum(published_value), 0) - coalesce(sum(source_value), 0) as decimal(18, 2))
        as gap,
    cast(count(difference) as bigint) as differing_records,
    count(difference) = 0 as is_equal
from records
group by proof, subject, business_date
