"""Pull this source alone, or look at a file before it is dropped into the inbox.

python -m connectors.offline [members] [sales]
python -m connectors.offline preview FILE [--mapping]
"""

import sys
from pathlib import Path

from connectors.offline.draft import starting_mapping
from connectors.offline.mapping import load_mappings
from connectors.offline.preview import as_text, preview
from connectors.offline.settings import Settings
from member_center.runtime import pull_alone
from member_center.settings import SettingsError, load_settings


def show(arguments: list[str]) -> int:
    """Print how a file would be read, or a first mapping file for it."""
    files = [Path(one) for one in arguments if one != "--mapping"]
    if len(files) != 1 or not files[0].is_file():
        sys.stderr.write("Name one file: python -m connectors.offline preview FILE [--mapping]\n")
        return 2
    settings = Settings()
    try:
        folder = settings.mappings or load_settings().home / "mappings"
        mappings = load_mappings(folder)
    except SettingsError:
        mappings = []  # no home yet, so nothing is declared in it
    found = preview(files[0], settings, mappings)
    text = starting_mapping(found) if "--mapping" in arguments else "\n".join(as_text(found)) + "\n"
    sys.stdout.write(text)
    return int(found.problem is not None)


if __name__ == "__main__":
    if sys.argv[1:2] == ["preview"]:
        raise SystemExit(show(sys.argv[2:]))
    raise SystemExit(pull_alone("offline", sys.argv[1:]))
