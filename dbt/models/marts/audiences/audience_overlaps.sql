with members as (

    select
        one_id,
        audience_code
    from {{ ref('member_audiences') }}

),

shared as (

    select
        ones.audience_code,
        others.audience_code as other_audience_code,
        count(*) as members_in_both
    from members as ones
    inner join members as others
        on ones.one_id = others.one_id and ones.audience_code <> others.audience_code
    group by ones.audience_code, others.audience_code

)

select
    shared.audience_code,
    shared.other_audience_code,
    cast(shared.members_in_both as integer) as members_in_both,
    {{ rate('shared.members_in_both', 'audiences.member_count') }} as share
from shared
inner join {{ ref('dim_audiences') }} as audiences
    on shared.audience_code = audiences.audience_code
