"""Names nobody bears on purpose: common surnames and given-name characters, combined by chance.

What belongs here: spelling of names, nicknames and the ways a clerk writes them. What does not: who
bears which.

A name is one integer, `surname * 10^6 + first * 1000 + second` (second 0 = a one-character given
name), so a million people need four megabytes. One person in a few hundred bears a character
outside GBK, as real member lists do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandbox.world.draws import Ints, pick, weighted
from sandbox.world.vocabulary import NAME_NONE, NAME_SPACED, NAME_TITLED

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史黎"
)
_SURNAME_WEIGHTS = 1 / (np.arange(len(_SURNAMES)) + 6)
_FEMALE = (
    "婷雪梅芳丽娜静敏燕艳玲红霞娟慧颖琳莹洁倩怡佳欣悦雅萱涵瑶蕾薇晴妍曼媛若诗语桐彤可思梦安宁星月禾苗果朵糖棠"
    "芸芷茉蓉婉清岚溪漫舒依乐"
)
_MALE = (
    "伟强磊军洋勇杰涛超明刚平辉鹏飞俊斌浩宇轩博文昊天睿泽晨皓然子墨一鸣远航凯志成嘉铭恒瑞霖峰毅森哲川野舟承骁彦"
    "启朗书砚行牧松柏帆驰越"
)
_RARE = "䶮㐂𠮷"
_GIVEN = "\0" + _FEMALE + _MALE + _RARE
_FIRST_MALE = 1 + len(_FEMALE)
_FIRST_RARE = _FIRST_MALE + len(_MALE)
_TITLES = ("顾客", "先生", "女士")

_NICK_HEADS = (
    "小小", "爱笑的", "晒太阳的", "慢半拍", "早睡的", "吃不胖的", "阿",
    "大", "元气", "一颗", "追风", "隔壁",
)  # fmt: skip
_NICK_TAILS = (
    "雨滴", "团子", "豆包", "年糕", "麻麻", "柠檬", "鲸鱼", "松果", "米粒",
    "橘子", "小鹿", "云朵", "泡泡", "芒果",
)  # fmt: skip


def draw_names(rng: np.random.Generator, gender: Ints) -> Ints:
    """Give everybody a name that fits the gender (0 unknown, 1 male, 2 female).

    Returns:
        Name numbers for `spell_names`.
    """
    size = len(gender)
    surname = weighted(rng, _SURNAME_WEIGHTS, size)
    low = np.where(gender == 1, _FIRST_MALE, 1)
    width = np.where(gender == 1, len(_MALE), len(_FEMALE))
    first = low + (rng.random(size) * width).astype(np.int64)
    second = low + (rng.random(size) * width).astype(np.int64)
    second[rng.random(size) < 0.12] = 0
    rare = pick(rng, np.ones(size, dtype=bool), max(0.001, 1 / size if size >= 200 else 0))
    first[rare] = _FIRST_RARE + np.arange(np.count_nonzero(rare)) % len(_RARE)
    numbers: Ints = surname * 1_000_000 + first * 1_000 + second
    return numbers


def spell_names(name_id: NDArray[np.integer]) -> list[str]:
    """Spell name numbers in Chinese characters."""
    surname, first, second = _characters(name_id)
    return [
        _SURNAMES[s] + _GIVEN[a] + (_GIVEN[b] if b else "")
        for s, a, b in zip(surname, first, second, strict=True)
    ]


def spell_written_names(
    name_id: NDArray[np.integer], form: NDArray[np.integer], gender: NDArray[np.integer]
) -> list[str | None]:
    """Spell names as somebody wrote them on a card (`vocabulary.NAME_FORMS`)."""
    written: list[str | None] = []
    for name, style, sex in zip(spell_names(name_id), form.tolist(), gender.tolist(), strict=True):
        if style == NAME_NONE:
            written.append(None)
        elif style == NAME_SPACED:
            written.append(f"{name[0]} {name[1:]}")
        else:
            written.append(name[0] + _TITLES[sex] if style == NAME_TITLED else name)
    return written


def spell_nicknames(person: NDArray[np.integer]) -> list[str]:
    """Spell the WeChat nickname of each person; it depends on the person's number alone."""
    mixed = (np.asarray(person, dtype=np.int64) * 2_654_435_761) & 0xFFFFFFFF
    head = (mixed >> 4) % len(_NICK_HEADS)
    tail = (mixed >> 12) % len(_NICK_TAILS)
    number = (mixed >> 20) % 300
    return [
        _NICK_HEADS[h] + _NICK_TAILS[t] + (str(n) if n < 100 else "")
        for h, t, n in zip(head.tolist(), tail.tolist(), number.tolist(), strict=True)
    ]


def _characters(name_id: NDArray[np.integer]) -> tuple[list[int], list[int], list[int]]:
    numbers = np.asarray(name_id, dtype=np.int64)
    parts = (numbers // 1_000_000, numbers // 1_000 % 1_000, numbers % 1_000)
    return parts[0].tolist(), parts[1].tolist(), parts[2].tolist()
