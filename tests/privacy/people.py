"""Made-up values and the many ways in which people and systems write them."""

from __future__ import annotations

from hypothesis import strategies as st

from member_center.privacy.normalise import ID_CHECK_DIGITS, ID_WEIGHTS

FULL_WIDTH = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
gaps = st.sampled_from(["", " ", "-", "\u00a0", "·", "–"])


@st.composite
def spellings(draw: st.DrawFn, mobile: str) -> str:
    """One phone as a form, a till, a spreadsheet or a clerk may write it."""
    gap = draw(gaps)
    cut = draw(st.sampled_from([(3, 7), (4, 7), (4, 8)]))
    text = gap.join((mobile[: cut[0]], mobile[cut[0] : cut[1]], mobile[cut[1] :]))
    text = draw(st.sampled_from(["", "+86", "+86 ", "86", "0086", "86-", "+86-"])) + text
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    text += draw(st.sampled_from(["", ".0", ".00", " ", "\t", "\u3000"]))
    guard = draw(st.sampled_from(["{}", "'{}", "\t{}", '="{}"', "`{}", " {} "]))
    return guard.format(text)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """A made-up ID number with a right check digit."""
    region = draw(st.sampled_from(["110101", "330106", "440305"]))
    birth = draw(st.dates()).strftime("%m%d")
    year = draw(st.integers(1930, 2020))
    first = f"{region}{year}{birth}{draw(st.integers(0, 999)):03d}"
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, first, strict=True))
    return first + ID_CHECK_DIGITS[total % 11]


class Drawer:
    """A vault that only remembers what it was given."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, str]] = {}

    def put_many(self, values: list[tuple[str, str, str]]) -> None:
        for token, kind, clear in values:
            self.values.setdefault(token, (kind, clear))
