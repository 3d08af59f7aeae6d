{#- What an entry of a ledger is, from its sign and the words or codes its source gives as the reason. The
    words are open lists: what matches none of them is earned or topped up when it adds, and spent when
    it takes. -#}

{#- earn, redeem, expire or adjust. Points taken back after a return, given back after a redemption,
    carried over or booked by hand are adjustments: earning only adds, redeeming only takes. -#}
{% macro points_kind(points_change, reason) -%}
    case
        when {{ points_change }} < 0 and {{ matches(reason, '过期|失效|到期|清零|作废|expire') }}
            then 'expire'
        when {{ matches(reason, '期初|结转|调整|修正|手工|手动|人工|后台|管理员|冲正|冲销|撤销|取消|退货|退款|扣回|退还|合并|迁移|导入|补发|补录|aftersale|console|opening|adjust') }}
            then 'adjust'
        when {{ points_change }} < 0 then 'redeem'
        when {{ points_change }} > 0 then 'earn'
        else 'adjust'
    end
{%- endmacro %}


{#- top_up, bonus, spend, refund, withdrawal, expire or adjust. A refund puts money of a returned purchase
    back on the card; a withdrawal pays the card out. -#}
{% macro stored_value_kind(amount_change, reason) -%}
    case
        when {{ amount_change }} < 0 and {{ matches(reason, '过期|失效|到期|清零|作废|expire') }}
            then 'expire'
        when {{ matches(reason, '期初|结转|调整|修正|手工|手动|人工|冲正|冲销|合并|迁移|导入|转移|转入|转出|过期|失效|清零|作废|opening|adjust|expire') }}
            then 'adjust'
        when {{ amount_change }} < 0 and {{ matches(reason, '退卡|提现|退储值|退余额|退充值|充值退款|退现|withdraw') }}
            then 'withdrawal'
        when {{ amount_change }} > 0 and {{ matches(reason, '退货|退款|消费撤销|撤销|退回|refund') }}
            then 'refund'
        when {{ amount_change }} > 0 and {{ matches(reason, '赠|送|奖励|返现|bonus|gift') }}
            then 'bonus'
        when {{ amount_change }} < 0 then 'spend'
        when {{ amount_change }} > 0 then 'top_up'
        else 'adjust'
    end
{%- endmacro %}
