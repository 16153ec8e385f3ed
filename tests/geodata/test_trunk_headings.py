"""Tables of roads and towns with the headings and words that people of the region write."""

import pytest

from geodata.input_file import InputFile
from geodata.trunk.faults import Faults
from geodata.trunk.reading import TrunkRequest, read_trunk
from geodata.trunk.town_table import read_towns
from geodata.words.vocabulary import meant
from tests.geodata.trunk_tables import EDGES, NODES, TOWNS, table


@pytest.mark.parametrize(
    ("towns", "ends", "stretch"),
    [
        ("Город,Долгота,Широта,Население,Страна", "Откуда,Куда,км,Действие", "Удлинить"),
        ("Қала,lon,lat,population,country", "Қайдан,Қайда,км,Әрекет", "ұзарту"),
        ("Shahar,lon,lat,aholi,mamlakat", "Qayerdan,Qayerga,km,Amal", "uzaytirish"),
        ("Шаар,lon,lat,калк,өлкө", "Кайдан,Кайда,км,Аракет", "узартуу"),
        ("Шаҳр,lon,lat,аҳолӣ,кишвар", "Аз куҷо,Ба куҷо,км,Амал", "дароз кардан"),
        ("city,lon,lat,population,country", "from,to,km,action", "lengthen"),
    ],
)
def test_towns_by_city_and_corrections_from_and_to_are_read(tmp_path, towns, ends, stretch):
    trunk = read_trunk(
        TrunkRequest(
            nodes=table(tmp_path / "nodes.csv", "id,lon,lat,country", NODES),
            edges=table(tmp_path / "edges.csv", "u,v,km", EDGES),
            towns=table(tmp_path / "towns.csv", towns, TOWNS),
            corrections=table(tmp_path / "corrections.csv", ends, [f"Alpha,Gamma,200,{stretch}"]),
        )
    )
    assert [town.name for town in trunk.towns.towns] == ["Alpha", "Gamma", "Delta"]
    assert [(one.action, one.told_km) for one in trunk.applied] == [("stretch", 200.0)]


def test_a_column_of_its_own_name_comes_before_the_words_of_another(tmp_path):
    file: InputFile = table(tmp_path / "towns.csv", "Город,Название,lon,lat,population", ["Area,Alpha,70,42,1000"])
    assert [one.name for one in read_towns(file, Faults())[0]] == ["Alpha"]
    assert meant("road_action", "bridge") is None
