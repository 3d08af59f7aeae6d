"""Forms of files: told by content, decoded strictly, opened only when it is safe."""

from __future__ import annotations

import resource
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from connectors.offline.decode import find_encoding
from connectors.offline.delimited import delimiter_of, open_delimited
from connectors.offline.errors import UnusableFile
from connectors.offline.plan import tables
from connectors.offline.settings import Settings
from connectors.offline.sniff import Form, sniff
from tests.connectors.offline.counter import Counter, csv_text, workbook

MEMBERS = csv_text(("卡号", "姓名", "手机"), ("A1", "测试甲", "13900000001"))
SETTINGS = Settings(_env_file=None)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (MEMBERS.encode(), Form.TEXT),
        (workbook(("会员", [["卡号"]])), Form.WORKBOOK),
        (b"\r\n<!DOCTYPE html><html><table>", Form.MARKUP),
        ('<table border="1"><tr>'.encode("utf-16"), Form.MARKUP),
        (b"\xef\xbb\xbf<html>", Form.MARKUP),
        (b"", Form.EMPTY),
        (b"\xef\xbb\xbf\r\n ", Form.EMPTY),
    ],
)
@pytest.mark.parametrize("extension", ["csv", "xls", "xlsx", "txt"])
def test_the_extension_is_not_asked(
    tmp_path: Path, content: bytes, form: Form, extension: str
) -> None:
    assert sniff(write(tmp_path, f"x.{extension}", content)) is form


def zipped(names: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08\x00 some gzip", "gzip"),
        (zipped({"会员.csv": b"x"}), "zip archive"),
        (zipped({"../../etc/passwd": b"x"}), "zip archive"),
        (workbook(("a", [["卡号"]]))[:-200], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas:office:spreadsheet">', "Excel 2003"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "MHTML"),
    ],
)
def test_what_is_no_table_is_refused_with_a_clear_word(
    tmp_path: Path, content: bytes, word: str
) -> None:
    with pytest.raises(UnusableFile, match=word) as refused:
        sniff(write(tmp_path, "export.xlsx", content))
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found_by_strict_decoding(tmp_path: Path, encoding: str, name: str) -> None:
    path = write(tmp_path, "x.csv", MEMBERS.encode(encoding))
    assert find_encoding(path).name == name
    (table,) = open_delimited(path)
    assert next(table.rows()).cells == ["卡号", "姓名", "手机"]


@pytest.mark.parametrize("name", ["喆", "䶮", "㐂", "𠮷"])
def test_rare_characters_of_names_survive_gb18030(counter: Counter, name: str) -> None:
    text = csv_text(("卡号", "姓名", "手机"), ("A1", f"测{name}", "13900000001"))
    counter.drop("members.csv", text, "gb18030")
    assert counter.pull().members[0]["name"] == f"测{name}"


def test_a_file_in_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="neither UTF-8 nor GB18030"):
        find_encoding(write(tmp_path, "x.csv", "卡号,姓名\n".encode() + b"\xff\xff\xff,\x81\n"))
    with pytest.raises(UnusableFile, match="binary"):
        find_encoding(write(tmp_path, "x.csv", b"abc\x00\x00\x01\x00\x00\xfe" * 9))
    with pytest.raises(UnusableFile, match="utf-8-sig"):
        find_encoding(write(tmp_path, "x.csv", b"\xef\xbb\xbf" + "卡号".encode("gbk")))


def test_a_break_in_the_last_byte_of_a_long_file_is_seen(tmp_path: Path) -> None:
    long = (MEMBERS * 60_000).encode()
    assert find_encoding(write(tmp_path, "x.csv", long)).name == "utf-8"
    with pytest.raises(UnusableFile, match="neither"):
        find_encoding(write(tmp_path, "y.csv", long + "测".encode("gbk")))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_will_do(counter: Counter, delimiter: str, end: str) -> None:
    rows = [("卡号", "姓名", "手机", "备注"), ("A1", "测试甲", "13900000001", '"一,二;三"')]
    counter.drop("会员.csv", csv_text(*rows, delimiter=delimiter, end=end))
    assert counter.pull().members[0]["remark"] == "一,二;三"


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    assert delimiter_of('a\tb\n"x,y,z,w"\t1\n') == "\t"


def test_quoted_line_breaks_stay_in_their_cell(counter: Counter) -> None:
    counter.drop(
        "m.csv", '卡号,姓名,备注,手机\nA1,测试甲,"一\n二""三""",13900000001\nA2,测试乙,,\n'
    )
    first, second = counter.pull().members
    assert first["remark"] == '一\n二"三"'
    assert (first["_row"], second["_row"]) == (2, 4)


def test_a_quote_that_never_closes_refuses_the_rest_of_the_file(counter: Counter) -> None:
    good = "".join(f"A{n},测试{n},13900000001\n" for n in range(5))
    counter.drop("m.csv", f'卡号,姓名,手机\n{good}A9,"测试,{"x" * 200_000}\n')
    counter.pull()
    assert [m["member_no"] for m in counter.members] == ["A0", "A1", "A2", "A3", "A4"]
    assert "From line 7 on" in counter.reasons[0]
    assert counter.lying_in_inbox() == []


def test_a_file_without_line_ends_is_not_read_into_memory_whole(counter: Counter) -> None:
    counter.drop("line.csv", "卡号,姓名,手机\n" + "x" * (8 << 20))
    counter.drop("commas.csv", "卡号,姓名,手机\n" + "x," * (2 << 20))
    counter.pull()
    assert counter.members == []
    assert counter.lying_in_inbox() == []
    assert any("no table" in reason for reason in counter.reasons)
    assert any("shifted" in reason for reason in counter.reasons)


def test_a_tag_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = write(tmp_path, "x.xls", b"<table><tr><td a='" + b"y" * (3 << 20))
    started = time.process_time()
    with pytest.raises(UnusableFile, match="never ends"):
        tables(path, SETTINGS)
    assert time.process_time() - started < 5


def test_the_mark_of_an_old_system_at_the_end_is_no_row(counter: Counter) -> None:
    counter.drop("m.csv", MEMBERS + "\x1a")
    assert len(counter.pull().members) == 1
    assert counter.refused == []


def test_a_password_is_seen_wherever_the_directory_lies(tmp_path: Path) -> None:
    far = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes((3 << 20) - 19)
    with pytest.raises(UnusableFile, match="password"):
        sniff(write(tmp_path, "x.xlsx", far + "EncryptedPackage".encode("utf-16-le")))


def test_html_named_xls_is_read_as_a_browser_shows_it(counter: Counter) -> None:
    page = """<html><head><style>td{color:red}</style><script>var x="<td>no</td>"</script></head>
    <body><table><tr><td colspan=4>会员资料</td></tr>
    <tr><th>卡号</th><th>姓名</th><th>手机</th><th>开卡门店</th></tr>
    <tr><td>A1</td><td>测试&amp;甲</td><td>13900000001</td><td rowspan=2>测试一店</td></tr>
    <tr><td>A2</td><td>测试<br>乙</td><td>13900000002<table><tr><td>in</td></tr></table></td></tr>
    </table></body></html>"""
    counter.drop("会员.xls", page, "gb18030")
    first, second = counter.pull().members
    assert (first["name"], second["open_store"]) == ("测试&甲", "测试一店")
    assert second["name"] == "测试\n乙"


def bomb(unpacked_mb: int) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(unpacked_mb):
                part.write(b"0" * (1 << 20))
    return target.getvalue()


@pytest.mark.parametrize(("megabytes", "word"), [(40, "zip bomb"), (500, "400 MB allowed")])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, megabytes: int, word: str) -> None:
    path = write(tmp_path, "x.xlsx", bomb(megabytes))
    started = time.process_time()
    with pytest.raises(UnusableFile, match=word):
        tables(path, SETTINGS)
    assert time.process_time() - started < 1


def test_two_cells_in_far_corners_do_not_take_the_machine_down(tmp_path: Path) -> None:
    """Such a sheet makes a reader ask for hundreds of gigabytes; only its own process may die."""
    original = zipfile.ZipFile(BytesIO(workbook(("会员", [["卡号", "姓名"]]))))
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in original.namelist():
            content = original.read(name)
            if name.endswith("sheet1.xml"):
                far = '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                content = content.replace(b"</row>", far.encode(), 1)
            archive.writestr(name, content)
    path = write(tmp_path, "x.xlsx", target.getvalue())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(UnusableFile, match=r"columns|MB or"):
        tables(path, SETTINGS)
    grown = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before
    assert grown < 1024 * 1024


def test_a_file_larger_than_allowed_is_refused_unread(counter: Counter) -> None:
    counter.settings = {"max_file_mb": 1}
    counter.drop("big.csv", b"x" * (2 << 20))
    counter.pull()
    assert "2 MB" in counter.reasons[0]
    assert "OFFLINE_MAX_FILE_MB" in counter.reasons[0]
