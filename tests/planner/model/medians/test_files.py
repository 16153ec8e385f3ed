"""Files of classical problems: what is read of them, and the line that tells what is wrong, with file and line."""

import numpy as np
import pytest

from geodata.errors import InputError, MissingFileError
from planner.errors import ConfigError
from planner.model.medians import files
from planner.model.medians.files import read_cap, read_pairs, read_pmed, read_points
from planner.model.medians.location_problems import locate, p_median
from planner.model.program.effort import Effort


def written(tmp_path, text: str, name: str = "file.txt"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_last_cost_of_a_repeated_edge_counts_in_either_direction(tmp_path):
    read = read_pmed(written(tmp_path, " 3 4 1 \n 1 2 50 \n 2 3 7 \n 2 1 9 \n 1 3 90 \n"))
    assert read.distance.tolist() == [[0.0, 9.0, 16.0], [9.0, 0.0, 7.0], [16.0, 7.0, 0.0]]
    found = locate(p_median(np.ones(3), read.distance, p=read.p), "distance", Effort(), lambda _: None)
    assert found.sites.tolist() == [1]
    assert found.solution.value == pytest.approx(16.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 1 1\n1 5 3", "line 2: edge 1 is 1 5 3"),
        ("2 2 1\n\n1 2 3\n2 1 -3", "line 4: edge 2 is 2 1 -3"),
        ("2 1 1\n1.5 2 3", "line 2: edge 1 is 1.5 2 3"),
        ("2 1 1\n1 2", "line 1: 5 numbers in the whole file for 1 edges"),
        ("2 1 3\n1 2 4", "line 1: 2 vertices, p = 3"),
        ("2.5 1 1\n1 2 4", "line 1: 2.5 vertices"),
        ("2\n\nx 1", "line 3: 'x' is no number"),
        ("2 1 nan\n1 2 4", "line 1: 'nan' is no number"),
        ("", "no numbers"),
    ],
)
def test_a_p_median_file_of_another_form_is_refused_with_its_line(text, said, tmp_path):
    with pytest.raises(InputError) as refused:
        read_pmed(written(tmp_path, text))
    assert said in str(refused.value)
    assert "file.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 1\n capacity 0\n 5\n 10\n", "line 2: 'capacity' is no number"),
        ("1 1\n 9 0\n 0\n 10\n", "line 3: customer 1 has no demand"),
        ("1 2\n 9 0\n 5\n 10\n 0\n 3", "line 5: customer 2 has no demand"),
        ("1 1\n 9 -4\n 3\n 10\n", "line 2: -4"),
        ("2 1\n 9 0\n 3\n 10\n", "line 1: 6 numbers in the whole file for 2 warehouses and 1 customers"),
        ("7", "line 1: 1 numbers"),
    ],
)
def test_a_warehouse_file_of_another_form_is_refused_with_its_line(text, said, tmp_path):
    with pytest.raises(InputError) as refused:
        read_cap(written(tmp_path, text))
    assert said in str(refused.value)


def test_a_warehouse_file_is_read_by_its_numbers_whatever_lines_they_stand_on(tmp_path):
    read = read_cap(written(tmp_path, "2 2 10 5\n20 7 15 30\n60\n10 10 20"))
    assert read.capacity.tolist() == [10.0, 20.0]
    assert read.opening.tolist() == [5.0, 7.0]
    assert read.demand.tolist() == [15.0, 10.0]
    assert read.unit_cost.tolist() == [[2.0, 4.0], [1.0, 2.0]]


def test_points_are_lines_of_three_numbers(tmp_path):
    places, weight = read_points(written(tmp_path, "\ufeff0 0 5\n\n-1.5 2e3 0\n"))
    assert places.tolist() == [[0.0, 0.0], [-1.5, 2000.0]]
    assert weight.tolist() == [5.0, 0.0]
    for text, said in (("1 2 3\n1 2\n", "line 2: 1 2"), ("1 2 -3\n", "line 1: 1 2 -3"), ("\n", "no points")):
        with pytest.raises(InputError, match=said):
            read_points(written(tmp_path, text))
    with pytest.raises(MissingFileError):
        read_points(tmp_path / "none.txt")
    with pytest.raises(InputError, match="a folder"):
        read_points(tmp_path)


def test_a_table_of_pairs_is_read_as_offices_save_it_and_keeps_their_names(tmp_path):
    text = "Район;Лот;Минут;Людей\nСевер;lot 7;3,5;100\nЮг;lot 7;9;40\nЮг;lot 2;1,25;40\n"
    file = tmp_path / "pairs.csv"
    file.write_bytes(text.encode("cp1251"))
    read = read_pairs(file, {"point": "Район", "site": "Лот", "distance": "Минут", "weight": "Людей"})
    assert read.point_names == ("Север", "Юг")
    assert read.site_names == ("lot 7", "lot 2")
    assert read.weight.tolist() == [100.0, 40.0]
    assert list(zip(read.point.tolist(), read.site.tolist(), read.distance.tolist(), strict=True)) == [
        (0, 0, 3.5),
        (1, 0, 9.0),
        (1, 1, 1.25),
    ]
    assert read_pairs(written(tmp_path, "point,site,distance\na,b,1\n", "plain.csv"), {}).weight.tolist() == [1.0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,x,1,5\na,y,far,5", "row 3, column distance: 'far'"),
        ("a,x,1,5\na,y,-2,5", "row 3, column distance: '-2'"),
        ("a,x,1,5\na,y,,5", "row 3, column distance: nothing"),
        ("a,x,1,5\n,y,2,5", "row 3, column point: nothing"),
        ("a,x,1,5\nb,x,1,6\na,y,2,7", "row 4: point a weighs 7; expected 5, its weight in row 2"),
        ("a,x,1,5\nb,x,1,6\na,x,2,5", "row 4: point a and site x again; expected each pair once; it is in row 2 too"),
    ],
)
def test_a_row_of_a_table_of_pairs_that_cannot_be_is_refused_by_its_number(rows, said, tmp_path):
    with pytest.raises(InputError) as refused:
        read_pairs(written(tmp_path, f"point,site,distance,weight\n{rows}\n", "pairs.csv"), {})
    assert "pairs.csv" in str(refused.value)
    assert said in str(refused.value)


def test_a_column_that_is_missing_is_named_with_the_option_that_maps_it(tmp_path):
    with pytest.raises(InputError, match=r"no column 'site'.*--columns site=YOURS"):
        read_pairs(written(tmp_path, "point,store,distance\na,b,1\n", "pairs.csv"), {})


def test_a_graph_with_more_distances_than_there_is_memory_for_is_refused_before_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr("planner.model.instance.memory_needs.available_bytes", lambda: 10_000_000)
    file = written(tmp_path, "9000 1 5\n1 2 3\n")
    with pytest.raises(ConfigError, match=r"81,000,000 pairs.*GB of memory, 0.0 GB are free"):
        read_pmed(file)
    assert files.BYTES_PER_PAIR > 24, "two numbers and a distance"
