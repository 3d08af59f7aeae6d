"""What the brand sells: a fixed catalogue of goods in variants, one row per SKU.

What belongs here: the assortment and its prices. What does not: who buys it (see `shopping`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, Calendar
from sandbox.world.draws import Draws, Floats
from sandbox.world.table import Table
from sandbox.world.vocabulary import CATEGORIES

# per category: (code, ((product, ((variant, price in yuan), …)), …))
_CATALOGUE: tuple[tuple[str, tuple[tuple[str, tuple[tuple[str, float], ...]], ...]], ...] = (
    ("NF", (
        ("朵朵启蒙配方奶粉", (("1段 400g", 139), ("1段 800g", 258), ("2段 800g", 248))),
        ("朵朵成长配方奶粉", (("3段 400g", 119), ("3段 800g", 228), ("3段 800g×2", 438))),
        ("草原有机奶粉", (("2段 800g", 368), ("3段 800g", 348), ("3段 800g×3", 899))),
        ("羊乳轻养奶粉", (("2段 700g", 318), ("3段 700g", 298))),
    )),
    ("NK", (
        ("云感纸尿裤", (("S 72片", 99), ("M 64片", 99), ("L 54片", 109), ("XL 46片", 109))),
        ("云感拉拉裤", (("L 44片", 119), ("XL 40片", 119), ("XXL 36片", 129))),
        ("夜安睡裤", (("L 30片", 79), ("XL 28片", 85))),
    )),
    ("FS", (
        ("高铁米粉", (("原味 225g", 49.9), ("南瓜 225g", 52.9), ("三文鱼 225g", 58))),
        ("小禾果泥", (("苹果 100g×6", 59), ("西梅 100g×6", 65), ("混合 100g×12", 118))),
        ("胚芽米粥", (("山药 6袋", 39.9), ("鳕鱼 6袋", 45.9))),
        ("有机面条", (("菠菜 200g", 29.9), ("胡萝卜 200g", 29.9), ("组合装", 79))),
    )),
    ("LS", (
        ("磨牙小棒", (("牛奶 64g", 25.9), ("南瓜 64g", 25.9))),
        ("冻干溶豆", (("草莓 20g", 29.9), ("蓝莓 20g", 32.9), ("三口味组合", 85))),
        ("星星泡芙", (("原味 60g", 19), ("紫薯 60g", 21.9))),
        ("奶酪棒", (("原味 10支", 39.9), ("什锦 20支", 72))),
    )),
    ("XH", (
        ("婴萌二合一沐浴露", (("300ml", 59), ("500ml", 85))),
        ("无泪洗发露", (("300ml", 55), ("500ml", 79))),
        ("洗衣液", (("1L", 45), ("2L", 79), ("2L×2", 139))),
        ("柔厚湿巾", (("80抽×5", 49.9), ("80抽×10", 89))),
    )),
    ("HF", (
        ("润泽面霜", (("50g", 89), ("80g", 129))),
        ("护臀膏", (("60g", 69), ("100g", 99))),
        ("轻透防晒霜", (("40g", 119), ("70g", 179))),
        ("抚触油", (("100ml", 75), ("200ml", 125))),
        ("妈妈精华水", (("150ml", 219), ("礼盒", 459))),
    )),
    ("WY", (
        ("宽口奶瓶", (("玻璃 160ml", 99), ("PPSU 240ml", 149), ("PPSU 300ml", 159))),
        ("吸管学饮杯", (("240ml", 79), ("360ml", 95))),
        ("硅胶围兜", (("单只", 39), ("两只装", 69))),
        ("恒温暖奶器", (("标准款", 259), ("旅行款", 199))),
    )),
    ("WJ", (
        ("大颗粒积木", (("50粒", 129), ("120粒", 239))),
        ("安抚兔玩偶", (("小号", 69), ("大号", 119))),
        ("布书套装", (("3册", 59), ("6册", 109))),
        ("益智推车", (("原木色", 329), ("彩色", 359))),
        ("学步爬行垫", (("150cm", 299), ("200cm", 429))),
    )),
)  # fmt: skip


def make_products(draws: Draws, calendar: Calendar) -> Table:
    """Lay out the catalogue; only `listed_at` depends on the calendar.

    Returns:
        One row per SKU, ordered by category, product, variant; columns as in `sandbox.world`.
    """
    rows = [
        (f"HXD-{code}{place:02d}{chr(65 + option)}", category, name, variant, price)
        for category, (code, goods) in enumerate(_CATALOGUE)
        for place, (name, variants) in enumerate(goods, start=1)
        for option, (variant, price) in enumerate(variants)
    ]
    skus, categories, names, variants_, prices = zip(*rows, strict=True)
    spu = np.unique(names, return_index=False, return_inverse=True)[1].astype(np.int64)
    number = np.arange(len(rows), dtype=np.int64)
    price_fen = np.array([round(price * 100) for price in prices], dtype=np.int64)
    listed = draws("products").integers(30, 700, spu.max() + 1)
    return Table(
        sku=np.array(skus),
        spu=spu,
        name=np.array(
            [f"{name} {variant}" for name, variant in zip(names, variants_, strict=True)]
        ),
        spu_name=np.array(names),
        variant=np.array(variants_),
        category=np.array(categories, dtype=np.int64),
        price_fen=price_fen,
        market_fen=price_fen * 6 // 5 // 100 * 100,
        product_id=10_000_070_000_000 + spu * 137,
        sku_id=3_100_000_000_000 + number * 1_009,
        barcode=6_900_000_000_000 + number * 10_007,
        listed_at=calendar.start - listed[spu] * DAY,
    )


def popularity(products: Table) -> Floats:
    """Return the weight of every SKU within its category: cheap and early ones sell better."""
    place = np.zeros(len(products))
    for category in range(len(CATEGORIES)):
        inside = np.flatnonzero(products.category == category)
        place[inside] = np.arange(len(inside))
    weight: Floats = (1 / (1 + place / 3)) * (10_000 / (products.price_fen + 5_000)) ** 0.5
    return weight
