"""WeChat Shop (微信小店): orders, after-sales, products, coupons, members, daily figures.

`connect` puts the source together; ``python -m connectors.wechat_shop`` pulls it alone.
"""

from connectors.wechat_shop.settings import Settings
from connectors.wechat_shop.streams import connect

__all__ = ["Settings", "connect"]
