with suspects as (

    select * from {{ ref('int_identity__suspects') }}

),

sizes as (

    select
        one_id,
        count(*) as identifier_count
    from {{ ref('int_identity__map') }}
    where one_id is not null
    group by one_id

),

final as (

    select
        suspects.one_id,
        suspects.name_count,
        suspects.birthday_count,
        suspects.gender_count,
        sizes.identifier_count
    from suspects
    inner join sizes on suspects.one_id = sizes.one_id

)

select * from final
