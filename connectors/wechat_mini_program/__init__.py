"""WeChat Mini Program (小程序): usage figures, and the brand's own user registry and event log.

`connect` puts the source together; ``python -m connectors.wechat_mini_program`` pulls it alone.
"""

from connectors.wechat_mini_program.settings import Settings
from connectors.wechat_mini_program.streams import connect

__all__ = ["Settings", "connect"]
