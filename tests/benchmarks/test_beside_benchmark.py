"""Files of two comparisons that are held against each other: times may differ, nothing else."""

import json

from benchmarks.beside import differences


def test_only_times_may_differ_between_two_folders_of_results(tmp_path):
    def written(name, wall, value, report):
        folder = tmp_path / name
        folder.mkdir()
        told = {"run": {"wall_s": wall}, "hedge": {"wall_s": wall, "value": value}}
        (folder / "comparison.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / "report.html").write_text(report, encoding="utf-8")
        (folder / "ocpi.json").write_text(f'{{"last_updated": "2026-11-0{int(wall)}"}}', encoding="utf-8")
        return folder

    one, same = written("one", 1.0, 5, "a"), written("same", 2.0, 5, "a")
    assert differences(one, same) == []
    assert differences(one, written("other", 1.0, 6, "b")) == ["comparison.json", "report.html"]
    (same / "more.csv").touch()
    assert differences(one, same) == ["more.csv"]
