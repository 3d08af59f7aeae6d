"""Youzan (有赞): trades, refunds, customers, points, coupons and their activities.

`connect` puts the source together; ``python -m connectors.youzan`` pulls it alone.
"""

from connectors.youzan.settings import Settings
from connectors.youzan.streams import connect

__all__ = ["Settings", "connect"]
