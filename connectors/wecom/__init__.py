"""企业微信 (WeCom) customer contacts: its client, its streams and its settings.

`connect` puts the source together; ``python -m connectors.wecom`` pulls it alone.
"""

from connectors.wecom.settings import Settings
from connectors.wecom.streams import connect

__all__ = ["Settings", "connect"]
