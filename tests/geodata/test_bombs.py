"""Small answers and files that unpack to large ones: refused in words before the memory is taken."""

import bz2
import gzip
import io
import tracemalloc
import zipfile
import zlib

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop

from benchmarks.hostile import sound, sound_streets
from benchmarks.hostile.mangling import zipped
from geodata.city_request import StationSource
from geodata.errors import InputError, NetworkError
from geodata.input_file import InputFile
from geodata.json_text import TooManyValuesError, parsed_json
from geodata.sources.ocpi_service import fetch_ocpi
from geodata.sources.osm_file import read_osm_file
from geodata.spreadsheet import read_table
from geodata.unpacking import PIECE, Unpacker
from tests.fixtures.work import work_of

PACKED = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "raw deflate": lambda data: zlib.compress(data, wbits=-15),
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data, mtime=0), mtime=0),
}
HASTY_AND_SMALL = HASTY.__class__(**{**vars(HASTY), "most_bytes": 1_000_000, "retries": 0})


def fetched(folder, body: bytes, encoding: str, manners=HASTY_AND_SMALL) -> int:
    return asked(folder, Reply(body, headers={"Content-Encoding": encoding}), manners)


def asked(folder, reply: Reply, manners=HASTY_AND_SMALL) -> int:
    """Records that are fetched from a server that always answers so."""
    with open_shop(lambda _: reply) as shop:
        source = StationSource("ocpi", url=f"{shop.base}/locations", online=True)
        return fetch_ocpi(source, BOUNDS, folder / "x.json", lambda _: None, manners=manners)


@pytest.mark.parametrize("how", PACKED)
def test_an_answer_that_unpacks_to_more_than_the_bound_is_refused_before_it_is_unpacked(tmp_path, how):
    bomb = PACKED[how](b" " * 40_000_000)

    def fetch():
        with pytest.raises(NetworkError, match=r"more than 1 000 000 bytes|packed as 'gzip, gzip'"):
            fetched(tmp_path, bomb, how.removeprefix("raw "))

    assert work_of(fetch).bytes < 10e6
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw deflate"])
def test_an_answer_within_the_bound_is_unpacked_whole(tmp_path, how):
    body = b'[{"id": "1"}' + b" " * 900_000 + b"]"
    assert fetched(tmp_path, PACKED[how](body), how.removeprefix("raw ")) == 1


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw deflate"])
@pytest.mark.parametrize("beyond", [0, 1, 60])
def test_what_is_left_inside_after_a_whole_piece_is_not_lost(how, beyond):
    body = b"a" * (PIECE + beyond)
    assert b"".join(Unpacker(how.removeprefix("raw "), 2 * PIECE).take(PACKED[how](body))) == body


def test_two_packed_parts_behind_each_other_are_one_text():
    both = gzip.compress(b"one ") + gzip.compress(b"two")
    assert b"".join(Unpacker("gzip", 100).take(both)) == b"one two"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, deflate", "x" * 5000])
def test_what_is_packed_in_a_way_that_was_not_asked_for_is_refused_in_one_line(tmp_path, encoding):
    with pytest.raises(NetworkError, match="which was not asked for") as caught:
        fetched(tmp_path, b"[]", encoding)
    assert len(str(caught.value)) < 200


def test_what_is_not_packed_as_it_says_is_refused(tmp_path):
    with pytest.raises(NetworkError, match="not packed as it says"):
        fetched(tmp_path, b"[]", "gzip")


def test_an_answer_of_empty_lists_is_refused_before_they_take_thirty_times_its_size(tmp_path):
    body = b"[" + b"[]," * 60_000 + b"[]]"
    manners = HASTY.__class__(**{**vars(HASTY), "most_values": 100_000, "retries": 0})

    def fetch():
        with pytest.raises(NetworkError, match="more than 100000 values; ask for less"):
            fetched(tmp_path, body, "", manners)

    assert work_of(fetch).bytes < 2e6
    with pytest.raises(TooManyValuesError):
        parsed_json(body, 100_000)


def test_all_pages_together_have_a_bound_too(tmp_path):
    def answer(asked):
        number = int(asked.query.get("offset", 0))
        return Reply(
            [{"id": str(number), "name": "x" * 1000}], headers={"Link": f"</locations?offset={number + 1}>; rel=next"}
        )

    manners = HASTY.__class__(**{**vars(HASTY), "most_all": 20_000, "retries": 0})
    with open_shop(answer) as shop:
        source = StationSource("ocpi", url=f"{shop.base}/locations", online=True)
        with pytest.raises(NetworkError, match="that came before it"):
            fetch_ocpi(source, BOUNDS, tmp_path / "x.json", lambda _: None, manners=manners)
        assert len(shop.asked) < 25


TABLE = {
    "one": "<row r='1'><c r='A1' t='inlineStr'><is><t>connector</t></is></c></row>",
    "more": "<row r='2'><c r='A2' t='inlineStr'><is><t>CCS2</t></is></c></row>",
}
HEAD = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
MERGED = "".join(f"<mergeCell ref='A1:A{1_000_000 + k}'/>" for k in range(100))
SHEETS = {
    "blanks": "<sheetData>" + " " * 210_000_000 + "</sheetData>",
    "empty cells": "<sheetData><row r='1'>" + "<c/>" * 9_000_000 + "</row></sheetData>",
    "a row far down": "<sheetData>" + TABLE["one"] + "<row r='4294967296'><c r='A1'><v>1</v></c></row></sheetData>",
    "a text in very many cells": "<sheetData>"
    + TABLE["one"]
    + "<row r='2'>"
    + "<c t='s'><v>0</v></c>" * 5_000
    + "</row></sheetData>",
}


def workbook(path, sheet: str) -> None:
    """A workbook whose only sheet holds this XML."""
    texts = f"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>{'x' * 1000}</t></si></sst>"
    with zipfile.ZipFile(io.BytesIO(sound.xlsx())) as parts:
        kept = {name: parts.read(name) for name in parts.namelist()}
    kept["xl/worksheets/sheet1.xml"] = (HEAD + sheet + "</worksheet>").encode()
    kept["xl/sharedStrings.xml"] = texts.encode()
    kept["[Content_Types].xml"] = kept["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    path.write_bytes(zipped(kept))


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_workbook_that_unpacks_to_more_than_a_table_is_refused_before_the_memory_is_taken(
    tmp_path, monkeypatch, sheet
):
    monkeypatch.setattr("geodata.workbooks.limits.MOST_ROWS", 20_000)  # smaller, for the test to be quick
    monkeypatch.setattr("geodata.workbooks.limits.MOST_TEXT", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    workbook(path, SHEETS[sheet])
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=r"bomb\.xlsx: a (workbook|sheet|row)") as caught:
            read_table(path, {}, ["connector"])
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    assert "save the table alone as .csv" in str(caught.value)


def test_a_workbook_that_claims_a_huge_size_and_merges_far_down_is_read_for_what_it_holds(tmp_path):
    path = tmp_path / "large.xlsx"
    size = "<dimension ref='A1:XFD1048576'/>"
    merged = f"<mergeCells>{MERGED}</mergeCells>"
    workbook(path, f"{size}<sheetData>{TABLE['one']}{TABLE['more']}</sheetData>")
    assert read_table(path, {}, ["connector"])["connector"].tolist() == ["CCS2"]
    workbook(path, f"{size}<sheetData>{TABLE['one']}{TABLE['more']}</sheetData>{merged}")
    with pytest.raises(InputError, match="a header and no rows"):
        read_table(path, {}, ["connector"])


@pytest.mark.parametrize(("ending", "pack"), [(".osm.gz", gzip.compress), (".osm.bz2", bz2.compress)])
def test_a_map_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path, ending, pack):
    path = tmp_path / f"bomb{ending}"
    path.write_bytes(pack(b"<osm version='0.6'>" + b" " * 80_000_000 + b"</osm>"))
    with pytest.raises(InputError, match="more than 100 times its size"):
        read_osm_file(InputFile(path))
    path.write_bytes(pack(sound_streets.osm_xml()))
    assert len(read_osm_file(InputFile(path)).network.tail)


@pytest.mark.parametrize("status", [301, 302, 404, 429, 500])
def test_no_answer_is_unpacked_beyond_the_bound_whatever_its_status(tmp_path, status):
    headers = {"Content-Encoding": "gzip", "Location": "/locations"}
    reply = Reply(gzip.compress(b" " * 40_000_000), status, headers)

    def fetch():
        with pytest.raises(NetworkError):
            asked(tmp_path, reply)

    assert work_of(fetch).bytes < 10e6


def test_a_redirect_whose_body_breaks_off_is_one_line(tmp_path):
    reply = Reply(b"x", 302, {"Content-Length": "9" * 20, "Location": "/locations"})
    with pytest.raises(NetworkError, match="round in circles"):
        asked(tmp_path, reply)
