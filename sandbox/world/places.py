"""Where the people live and the stores stand: provinces, cities and store fronts.

What belongs here: geography and its weights. What does not: who lives where (see `people`). The
places are real, because a map needs them; the stores are made up.
"""

from __future__ import annotations

import numpy as np

from sandbox.world.draws import Draws, Ints, weighted
from sandbox.world.table import Table

_CITIES_BY_PROVINCE = (
    ("北京", ("北京", 30)),
    ("上海", ("上海", 34)),
    ("天津", ("天津", 10)),
    ("重庆", ("重庆", 18)),
    ("广东", ("广州", 26), ("深圳", 28), ("佛山", 12), ("东莞", 13), ("珠海", 4), ("惠州", 6)),
    ("浙江", ("杭州", 24), ("宁波", 13), ("温州", 10), ("嘉兴", 6), ("金华", 6)),
    ("江苏", ("南京", 18), ("苏州", 22), ("无锡", 12), ("常州", 8), ("南通", 8), ("徐州", 7)),
    ("四川", ("成都", 28), ("绵阳", 5), ("德阳", 3)),
    ("湖北", ("武汉", 20), ("宜昌", 4), ("襄阳", 4)),
    ("湖南", ("长沙", 16), ("株洲", 4), ("衡阳", 4)),
    ("山东", ("济南", 12), ("青岛", 14), ("烟台", 7), ("潍坊", 6), ("临沂", 6)),
    ("河南", ("郑州", 15), ("洛阳", 6), ("南阳", 4)),
    ("福建", ("福州", 9), ("厦门", 10), ("泉州", 9)),
    ("安徽", ("合肥", 12), ("芜湖", 5), ("阜阳", 4)),
    ("陕西", ("西安", 15), ("咸阳", 3)),
    ("辽宁", ("沈阳", 9), ("大连", 8)),
    ("河北", ("石家庄", 8), ("唐山", 5), ("保定", 5)),
    ("江西", ("南昌", 8), ("赣州", 5)),
    ("广西", ("南宁", 8), ("柳州", 4)),
    ("云南", ("昆明", 9), ("曲靖", 3)),
    ("贵州", ("贵阳", 6), ("遵义", 3)),
    ("黑龙江", ("哈尔滨", 7)),
    ("吉林", ("长春", 6)),
    ("山西", ("太原", 6)),
    ("内蒙古", ("呼和浩特", 4)),
    ("新疆", ("乌鲁木齐", 4)),
    ("甘肃", ("兰州", 4)),
    ("海南", ("海口", 4), ("三亚", 2)),
    ("宁夏", ("银川", 2)),
    ("青海", ("西宁", 2)),
)

PROVINCES: tuple[str, ...] = tuple(province for province, *_ in _CITIES_BY_PROVINCE)
CITIES: tuple[str, ...] = tuple(city for _, *cities in _CITIES_BY_PROVINCE for city, _ in cities)
CITY_PROVINCE: Ints = np.array(
    [number for number, (_, *cities) in enumerate(_CITIES_BY_PROVINCE) for _ in cities]
)
CITY_WEIGHTS = np.array([weight for _, *cities in _CITIES_BY_PROVINCE for _, weight in cities])

_MALLS = (
    "朵朵广场", "禾里", "小满坊", "晴天汇", "云上里", "中央里", "星河坊", "果岭里",
    "半月坊", "世纪汇",
)  # fmt: skip


def make_stores(draws: Draws, people: int) -> Table:
    """Open 12 to 30 stores in the larger cities, more of them in a larger world.

    Returns:
        `code` ("S101", …), `name`, `province_id`, `city_id`; one row per store.
    """
    rng = draws("stores")
    count = int(np.clip(12 + 6 * np.log10(max(people, 100) / 1_000), 12, 30))
    large = np.argsort(-CITY_WEIGHTS, kind="stable")[: count - count // 4]
    cities = np.concatenate([large, large[: count // 4]])
    order = np.argsort(cities, kind="stable")
    cities = cities[order]
    mall = rng.permutation(len(_MALLS))[np.arange(count) % len(_MALLS)]
    return Table(
        code=np.array([f"S{101 + number}" for number in range(count)]),
        name=np.array(
            [
                f"禾小朵{CITIES[city]}{_MALLS[place]}店"
                for city, place in zip(cities, mall, strict=True)
            ]
        ),
        province_id=CITY_PROVINCE[cities],
        city_id=cities,
    )


def nearest_store(rng: np.random.Generator, stores: Table, city_id: Ints) -> Ints:
    """Give everybody a home store: one in their city, else one in their province, else any."""
    by_city = _first_match(rng, stores.city_id, city_id)
    by_province = _first_match(rng, stores.province_id, CITY_PROVINCE[city_id])
    anywhere = weighted(rng, np.ones(len(stores)), len(city_id))
    return np.where(by_city >= 0, by_city, np.where(by_province >= 0, by_province, anywhere))


def _first_match(rng: np.random.Generator, offered: Ints, wanted: Ints) -> Ints:
    """Pick, for every wanted value, one of the rows that offer it; -1 when none does."""
    order = np.argsort(offered, kind="stable")
    low = np.searchsorted(offered[order], wanted, side="left")
    high = np.searchsorted(offered[order], wanted, side="right")
    chosen = low + (rng.random(len(wanted)) * (high - low)).astype(np.int64)
    return np.where(high > low, order[np.minimum(chosen, len(offered) - 1)], -1)
