"""A table of stations by its rows, and what is read of it."""

from geodata.input_file import InputFile
from geodata.sources.station_table import read_station_table

HEADER = "lon,lat,connector,count,power_kw,name,access,status,connection,station_id"


def read(tmp_path, *rows: str, header: str = HEADER, columns: dict[str, str] | None = None):
    path = tmp_path / "stations.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_station_table(InputFile(path, columns or {}))
