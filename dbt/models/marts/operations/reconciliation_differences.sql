{%- set proofs = [
    'int_reconciliation__sales', 'int_reconciliation__followers', 'int_reconciliation__balances',
    'int_reconciliation__files'
] -%}

with records as (

    {% for proof in proofs -%}
    select
        proof,
        subject,
        record_id,
        business_date,
        source_value,
        published_value,
        difference
    from {{ ref(proof) }}
    where difference is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    proof,
    subject,
    record_id,
    business_date,
    source_value,
    published_value,
    cast(coalesce(published_value, 0) - coalesce(source_value, 0) as decimal(18, 2)) as gap,
    difference
from records
