"""Provinces and cities as the platforms write them in full.

The world knows places by their short names; a portrait says 广东省, an address says 广州市.
"""

from __future__ import annotations

from sandbox.world.places import CITIES, PROVINCES

_MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
_REGIONS = {
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "西藏": "西藏自治区",
}


def _full(province: str) -> str:
    suffix = "市" if province in _MUNICIPALITIES else "省"
    return _REGIONS.get(province, province + suffix)


FULL_PROVINCES = tuple(_full(province) for province in PROVINCES)
FULL_CITIES = tuple(city + "市" for city in CITIES)
