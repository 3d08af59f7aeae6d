"""Pull this source alone: ``python -m connectors.wechat_mini_program [stream …]``."""

import sys

from member_center.runtime import pull_alone

if __name__ == "__main__":
    raise SystemExit(pull_alone("wechat_mini_program", sys.argv[1:]))
