"""Files that are no sound extract of OpenStreetMap are refused in one line that says what to do."""

import pytest
from osm_fixtures import OsmFile, place, street_file

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.osm_file import read_osm_file
from geodata.speech import message_of, speaking, told


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingFileError, match=r"nowhere\.osm\.pbf: no such file"):
        read_osm_file(InputFile(tmp_path / "nowhere.osm.pbf"))


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
@pytest.mark.parametrize("content", [b"", b"\0", b"not a map\n" * 30, b"<html><body>log in</body></html>"])
def test_an_empty_or_foreign_file_is_refused_in_one_line(tmp_path, ending, content):
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_osm_file(InputFile(path))
    assert f"bad.{ending}" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
def test_a_truncated_file_is_refused(tmp_path, ending):
    path = street_file().write(tmp_path / f"cut.{ending}")
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputError, match="cannot be read to its end") as refused:
        read_osm_file(InputFile(path))
    with speaking("ru"):
        assert "expected" not in told(message_of(refused.value))


@pytest.mark.parametrize(
    "lack", [RuntimeError("Resource temporarily unavailable"), OSError(12, "Cannot allocate memory"), MemoryError()]
)
def test_want_of_memory_or_threads_is_not_blamed_on_the_file(tmp_path, monkeypatch, lack):
    def fails(*_):
        raise lack

    monkeypatch.setattr("geodata.sources.osm_file._tagged", fails)
    with pytest.raises(InputError, match="memory and threads") as refused:
        read_osm_file(InputFile(street_file().write(tmp_path / "city.osm.pbf")))
    assert "the file may be sound" in str(refused.value)
    assert "download" not in str(refused.value)


def test_another_ending_and_a_folder_are_refused(tmp_path):
    (tmp_path / "roads.shp").write_bytes(b"x")
    (tmp_path / "folder.osm").mkdir()
    with pytest.raises(InputError, match=r"ending in '\.shp'"):
        read_osm_file(InputFile(tmp_path / "roads.shp"))
    with pytest.raises(InputError, match="a folder"):
        read_osm_file(InputFile(tmp_path / "folder.osm"))


def test_a_file_without_anything_of_use_is_refused(tmp_path):
    path = OsmFile().node(1, place(0, 0), natural="tree").write(tmp_path / "tree.osm.pbf")
    with pytest.raises(InputError, match="neither streets nor tagged places"):
        read_osm_file(InputFile(path))


def test_a_file_with_its_ways_before_their_nodes_is_told_to_be_sorted(tmp_path):
    path = tmp_path / "editor.osm"
    node = '<node id="{0}" lat="43.2{0}" lon="76.9"/>'
    way = '<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>'
    path.write_text(f'<osm version="0.6">{way}{node.format(1)}{node.format(2)}</osm>')
    with pytest.raises(InputError, match="osmium sort"):
        read_osm_file(InputFile(path))


OVERPASS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API"><meta osm_base="2025-01-01T00:00:00Z"/>
<node id="1" lat="50.0" lon="70.0"><tag k="amenity" v="charging_station"/></node>
{}
</osm>"""


def test_an_answer_that_overpass_broke_off_is_refused_and_a_remark_without_error_is_not(tmp_path):
    path = tmp_path / "stations.osm"
    path.write_text(
        OVERPASS.format("<remark> runtime error: Query timed out after 26 seconds. </remark>"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"did not finish.*timed out after 26 seconds"):
        read_osm_file(InputFile(path))
    path.write_text(OVERPASS.format("<remark>all is well</remark>"), encoding="utf-8")
    assert read_osm_file(InputFile(path)).features["osm_id"].tolist() == ["n1"]


def test_centers_of_overpass_are_refused_with_what_to_ask_for(tmp_path):
    path = tmp_path / "stations.osm"
    path.write_text(OVERPASS.format('<way id="10"><center lat="50" lon="70"/><nd ref="1"/></way>'), encoding="utf-8")
    with pytest.raises(InputError, match="out body; >; out skel"):
        read_osm_file(InputFile(path))
