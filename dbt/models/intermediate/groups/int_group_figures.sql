with statistics as (

    select * from {{ ref('stg_wecom__group_statistics_daily') }}
    where ref_date <= {{ as_of() }}

),

chats as (

    select
        account,
        owner_userid,
        min(chat_id) as chat_id
    from {{ ref('stg_wecom__group_chats') }}
    group by account, owner_userid
    having count(*) = 1

),

followed as (

    select
        *,
        lag(members) over (partition by account, owner_userid order by ref_date) as members_before,
        lag(ref_date) over (partition by account, owner_userid order by ref_date) as date_before
    from statistics

)

select
    followed.account,
    chats.chat_id,
    {{ month_start('followed.ref_date') }} as month_start,
    sum(followed.messages) as messages,
    sum(followed.new_members) as joined,
    sum(followed.members_before + followed.new_members - followed.members) as departed
from followed
inner join chats
    on followed.account = chats.account and followed.owner_userid = chats.owner_userid
where
    followed.members_before is not null
    and {{ days_between('followed.date_before', 'followed.ref_date') }} = 1
group by followed.account, chats.chat_id, {{ month_start('followed.ref_date') }}
