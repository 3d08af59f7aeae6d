"""Publishing: from the warehouse's marts to versions that readers open without waiting.

Here lie the version folders, the one pointer, the manifest, the contract, and the report. Nothing
here computes a business number: it copies what the marts say. The warehouse is opened read-only.
"""

from member_center.serving.manifest import Manifest, TableEntry
from member_center.serving.publish import publish
from member_center.serving.record import last_published
from member_center.serving.verify import verify
from member_center.serving.versions import Versions

__all__ = ["Manifest", "TableEntry", "Versions", "last_published", "publish", "verify"]
