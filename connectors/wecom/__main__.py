"""Pull this source alone: ``python -m connectors.wecom [stream …]``."""

import sys

from member_center.runtime import pull_alone

if __name__ == "__main__":
    raise SystemExit(pull_alone("wecom", sys.argv[1:]))
