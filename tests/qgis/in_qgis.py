"""What only QGIS itself can show; run by `make qgis-test` with the Python that has QGIS (Debian: python3-qgis, qgis-providers).

Its name begins with no test_, so that pytest, whose Python has no QGIS, passes it over.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
sys.path.append("/usr/share/qgis/python/plugins")

from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsExpression,
    QgsExpressionContext,
    QgsPointXY,
    QgsProcessingException,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis_hands import count, picture_of, run, with_action

EVPLAN = os.environ.get("EVPLAN", str(ROOT / ".venv" / "bin" / "evplan"))
APP = None
LAYERS = ("sites", "stations", "districts", "roads", "zones", "ground", "boundary")
KEPT = Path(os.environ["QGIS_TEST_KEEP"]) if "QGIS_TEST_KEEP" in os.environ else None
"""Where pictures are kept for people to look at."""


def setUpModule():
    """Start QGIS with a profile of its own, in which the plugin is where a user would put it."""
    global APP
    profile = Path(tempfile.mkdtemp())
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    plugins = profile / "python" / "plugins"
    subprocess.run([EVPLAN, "qgis-plugin", "--to", str(plugins)], check=True, capture_output=True)
    sys.path.append(str(plugins))
    APP = QgsApplication([], True)
    APP.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    import evplan_qgis

    Plans.plugin = evplan_qgis.classFactory(None)
    Plans.plugin.initProcessing()


def tearDownModule():
    Plans.plugin.unload()
    QgsProject.instance().clear()


class Plans(unittest.TestCase):
    """One small plan, made by the tool and given back to it edited."""

    plugin = None

    @classmethod
    def setUpClass(cls):
        from processing.core.ProcessingConfig import ProcessingConfig

        ProcessingConfig.setSettingValue("EVPLAN_PROGRAM", EVPLAN)
        cls.folder = Path(tempfile.mkdtemp())
        shutil.copytree(ROOT / "configs" / "sample_city", cls.folder / "city")
        cls.config = cls.folder / "city" / "quick.toml"
        text = (cls.folder / "city" / "demo.toml").read_text(encoding="utf-8")
        for old, new in (
            ("budget_usd = 2_200_000", "budget_usd = 1_200_000"),
            ("nearest_sites = 12", "nearest_sites = 5"),
            ("gap = 0.03", "gap = 0.05"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        cls.config.write_text(text, encoding="utf-8")
        cls.first, cls.context, cls.told = run("plan", CONFIG=str(cls.config), OUT=str(cls.folder / "first"))
        cls.package = cls.folder / "first" / "plan.gpkg"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def layer(self, name="sites", package=None):
        layer = QgsVectorLayer(f"{package or self.package}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        return layer

    def test_the_tool_plans_and_hands_over_every_layer(self):
        summary = json.loads((self.folder / "first" / "summary.json").read_text(encoding="utf-8"))
        assert self.first["SITES"] == summary["totals"]["new_sites"]
        assert Path(self.first["PAGE"]).is_file()
        loaded = [one.name for one in self.context.layersToLoadOnCompletion().values()]
        assert sorted(loaded) == sorted(LAYERS)
        assert any("looking for the best plan" in line for line in self.told.lines)

    def test_layers_open_styled_with_titles_units_and_a_form(self):
        for name in LAYERS:
            layer = self.layer(name)
            assert layer.renderer().type() not in ("", "nullSymbol")
            assert f"evplan layer {name}: " in layer.dataProvider().layerMetadata().abstract()
        sites = self.layer()
        at = sites.fields().indexOf
        assert sites.attributeAlias(at("power_kw")) == "Power added, kW"
        assert "kW" in sites.fields().at(at("grid_kw")).comment()
        widget = sites.editorWidgetSetup(at("action"))
        assert widget.type() == "ValueMap"
        offered = {value for one in widget.config()["map"] for value in one.values()}
        assert {"keep", "force", "forbid", "move", "change bays", "change kW", "lock chargers"} <= offered
        assert [tab.name() for tab in sites.editFormConfig().tabs()] == ["Edit", "Site", "Why"]
        assert sites.editFormConfig().readOnly(at("site_id"))
        assert not sites.editFormConfig().readOnly(at("action"))
        assert sites.labelsEnabled()

    def test_an_action_is_drawn_in_its_own_colour_in_either_language(self):
        sites = self.layer()
        expression, context = QgsExpression(sites.renderer().classAttribute()), QgsExpressionContext()
        feature = next(one for one in sites.getFeatures() if one["status"] == "proposed")
        seen = []
        for action in (None, "запретить", "forbid", "Оставить", "delet"):
            feature["action"] = action
            context.setFeature(feature)
            seen.append(expression.evaluate(context))
        assert seen == ["proposed", "forbid", "forbid", "keep", "delet"]

    def test_the_picture_shows_the_actions(self):
        edited = shutil.copy(self.package, self.folder / "drawn.gpkg")
        plain = self.picture(self.package)
        sites = self.layer(package=edited)
        with_action(
            sites, {one["site_id"]: {"action": "forbid"} for one in sites.getFeatures() if one["status"] == "proposed"}
        )
        coloured = self.picture(edited)
        red, before = (count(image, (192, 0, 0)) for image in (coloured, plain))
        assert red > 100
        assert before == 0
        assert count(plain, (213, 94, 0)) > 100, "proposed sites"
        if KEPT is not None:
            plain.save(str(KEPT / "plan.png"))
            coloured.save(str(KEPT / "edited.png"))

    @unittest.skipUnless(
        os.environ.get("EVPLAN_TEST_POSTGIS"), "EVPLAN_TEST_POSTGIS names no server; 'make postgis' starts one"
    )
    def test_layers_of_a_database_open_styled_and_look_as_those_of_the_file(self):
        server = os.environ["EVPLAN_TEST_POSTGIS"]
        folder, schema = str(self.folder / "first"), f"qgis_{os.getpid()}"
        subprocess.run([EVPLAN, "export", folder, "--to", f"{server}|schema={schema}"], check=True, capture_output=True)
        layers = []
        for name in LAYERS:
            uri = QgsDataSourceUri()
            host, _, database = server.removeprefix("postgresql://").partition("/")
            uri.setConnection(*host.split(":"), database, os.environ["PGUSER"], "")
            uri.setDataSource(schema, f"newest_{name}", "geom", "", "fid")
            layer = QgsVectorLayer(uri.uri(False), name, "postgres")
            assert layer.isValid(), layer.error().message()
            same = self.layer(name)  # kept, for what it gives goes with it
            assert layer.featureCount() == same.featureCount() > 0, name
            assert layer.renderer().type() == same.renderer().type(), name
            layers.append(layer)
        at = layers[0].fields().indexOf
        assert layers[0].attributeAlias(at("power_kw")) == "Power added, kW"
        assert layers[0].editorWidgetSetup(at("action")).type() == "ValueMap"
        shown, plain = picture_of(layers), self.picture(self.package)
        if KEPT is not None:
            shown.save(str(KEPT / "postgis.png"))
        for colour in ((213, 94, 0), (188, 216, 234)):
            assert abs(count(shown, colour) - count(plain, colour)) <= 0.02 * count(plain, colour), colour
        assert count(shown, (213, 94, 0)) > 100, "proposed sites"

    def picture(self, package):
        return picture_of([self.layer(name, package) for name in LAYERS])

    def test_edits_made_in_qgis_and_a_file_that_qgis_wrote_anew_are_honoured_alike(self):
        """Edited in place, then exported by QGIS with its fid dropped, geometry and layer renamed: the same plan, edit for edit."""
        package = self.folder / "edited.gpkg"
        shutil.copy(self.package, package)
        sites = self.layer(package=package)
        proposed = [one["site_id"] for one in sites.getFeatures() if one["status"] == "proposed"]
        standing = next(one["site_id"] for one in sites.getFeatures() if one["status"] == "existing")
        middle = sites.extent().center()
        with_action(
            sites,
            {
                proposed[0]: {"action": "forbid"},
                proposed[1]: {"action": "закрепить зарядки"},
                proposed[2]: {"action": "move"},
                standing: {"action": "delet"},
            },
            moved={proposed[2]: (0.0006, 0.0)},
            drawn=QgsPointXY(middle.x(), middle.y()),
        )
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName, options.layerOptions = (
            "GPKG",
            "renamed",
            ["GEOMETRY_NAME=shape", "FID=id"],
        )
        options.ct_crs = None
        again = self.folder / "again.gpkg"
        error = QgsVectorFileWriter.writeAsVectorFormatV3(
            sites, str(again), QgsProject.instance().transformContext(), options
        )
        assert error[0] == QgsVectorFileWriter.NoError, error
        summaries = []
        for number, layer in enumerate((sites, self.layer("renamed", again))):
            out = self.folder / f"edited{number}"
            found, _, _ = run("plan", CONFIG=str(self.config), OUT=str(out), EDITS=layer)
            assert (found["APPLIED"], found["REFUSED"]) == (5, 1)
            summaries.append(json.loads((out / "summary.json").read_text(encoding="utf-8")))
        for name in ("edits", "objective_value", "totals"):
            assert summaries[0][name] == summaries[1][name]
        result = {
            one["site_id"]: one for one in self.layer(package=self.folder / "edited0" / "plan.gpkg").getFeatures()
        }
        assert "applied: move" in result[proposed[2]]["edit_result"]
        assert "refused: not understood" in result[standing]["edit_result"]

    def test_the_field_form_opens_with_a_photo_and_lists(self):
        field = self.folder / "field.gpkg"
        subprocess.run(
            [EVPLAN, "export", str(self.folder / "first"), "--to", str(field)], check=True, capture_output=True
        )
        layer = self.layer("field", field)
        kinds = {
            name: layer.editorWidgetSetup(layer.fields().indexOf(name)).type()
            for name in ("photo", "light", "cable_way", "land", "visited_on", "new_bays")
        }
        assert kinds == {
            "photo": "ExternalResource",
            "light": "ValueMap",
            "cable_way": "ValueMap",
            "land": "ValueMap",
            "visited_on": "DateTime",
            "new_bays": "Range",
        }
        assert [tab.name() for tab in layer.editFormConfig().tabs()] == ["Seen", "Edit", "Site"]

    def test_check_and_compare_run_too(self):
        found, _, _ = run("check", CONFIG=str(self.config), OUT=str(self.folder / "check"))
        assert Path(found["PAGE"]).is_file(), found
        found, context, _ = run(
            "compare", CONFIG=str(self.config), OUT=str(self.folder / "compare"), MIXES="kz,balanced"
        )
        assert Path(found["PAGE"]).is_file(), found
        assert len(context.layersToLoadOnCompletion()) >= 2

    def test_what_is_wrong_is_told_in_the_words_of_the_program(self):
        with self.assertRaisesRegex(QgsProcessingException, "no such|cannot be read"):
            run("plan", CONFIG=str(self.folder / "none.toml"), OUT=str(self.folder / "none"))
        with self.assertRaisesRegex(QgsProcessingException, "has no column 'site_id'|points alone"):
            run("plan", CONFIG=str(self.config), OUT=str(self.folder / "none"), EDITS=self.layer("stations"))
        memory = QgsVectorLayer("Point?crs=EPSG:4326", "loose", "memory")
        with self.assertRaisesRegex(QgsProcessingException, "is no file; export it as a GeoPackage first"):
            run("plan", CONFIG=str(self.config), OUT=str(self.folder / "none"), EDITS=memory)

    def test_the_program_is_found_by_setting_or_path_and_its_absence_told(self):
        from evplan_qgis.program import find_program
        from evplan_qgis.program import run as run_program

        assert find_program(EVPLAN) == EVPLAN
        assert find_program("/nowhere/evplan") is None
        script = self.folder / "slow"
        script.write_text("#!/bin/sh\necho begun\nexec sleep 60\n", encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        said = []
        code, _ = run_program([str(script)], said.append, said.append, lambda: bool(said))
        assert code != 0, "a tool that is cancelled ends the program"
        assert said == ["begun"]


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if result.wasSuccessful() else 1)  # QGIS without a window may crash while it is taken down
