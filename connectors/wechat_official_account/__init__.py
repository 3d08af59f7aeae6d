"""WeChat Official Account (公众号): followers, tags, figures, and what WeChat pushes.

`connect` puts the source together; ``python -m connectors.wechat_official_account`` pulls it alone.
"""

from connectors.wechat_official_account.settings import Settings
from connectors.wechat_official_account.streams import connect

__all__ = ["Settings", "connect"]
