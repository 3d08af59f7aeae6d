with openids as (

    select distinct
        subject_type,
        subject_scope,
        subject_value
    from {{ ref('int_identity__account_statements') }}
    where subject_type in ('oa_openid', 'mp_openid')

)

-- A value that two accounts gave out says nothing about whose it is.
select
    subject_value as openid,
    min(subject_type) as openid_type,
    min(subject_scope) as appid
from openids
group by subject_value
having count(*) = 1
