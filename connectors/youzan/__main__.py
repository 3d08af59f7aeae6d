"""Pull this source alone: ``python -m connectors.youzan [stream …]``."""

import sys

from member_center.runtime import pull_alone

if __name__ == "__main__":
    raise SystemExit(pull_alone("youzan", sys.argv[1:]))
