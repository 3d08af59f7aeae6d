"""What a file is called in public: phone numbers and people's names in its name are masked.

``张三的会员_13900000001.csv`` becomes ``张**的会员_139****0001.csv``. A name is a piece of two to
four characters that begins with a common family name and is no word of such lists.
"""

from __future__ import annotations

import re

from connectors.offline.vocabulary import shipped

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃"
    "洪武莫孔欧阳上官司徒诸葛"
)
_WORDS = (
    *(
        "列表",
        "资料",
        "明细",
        "流水",
        "销售",
        "小票",
        "导出",
        "汇总",
        "报表",
        "清单",
        "记录",
        "数据",
        "档案",
    ),
    *(
        "门店",
        "总部",
        "加盟",
        "专柜",
        "商场",
        "旗舰",
        "直营",
        "分公司",
        "修正",
        "更正",
        "副本",
        "最终",
        "新建",
    ),
    *(
        "积分",
        "储值",
        "账单",
        "微信",
        "支付",
        "有赞",
        "问卷",
        "反馈",
        "调查",
        "年",
        "月",
        "日",
        "的",
        "第",
        "季度",
    ),
    *(
        "文本文档",
        "失败",
        "排班",
        "上期",
        "表",
        "版",
        "周",
        "全部",
        "历史",
        "黄金",
        "白金",
        "金卡",
        "高级",
    ),
)
_PLACES = "店省市区县镇街路厦场城馆站点部组柜仓"


def public_name(name: str) -> str:
    """A file's path in the inbox as anybody may see it."""
    return _HAN.sub(lambda run: _masked(run[0]), _MOBILE.sub(r"\1****\2", name))


def _masked(run: str) -> str:
    words = sorted({*shipped().header_words, *_WORDS}, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", run)
    return "".join(
        f"{piece[0]}**" if index % 2 == 0 and _is_name(piece) else piece
        for index, piece in enumerate(pieces)
    )


def _is_name(piece: str) -> bool:
    return 2 <= len(piece) <= 4 and piece[0] in _FAMILY_NAMES and piece[-1] not in _PLACES
