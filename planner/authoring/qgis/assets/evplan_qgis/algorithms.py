"""The three tools: each runs a command of evplan and loads the layers that it wrote, styled as the file says."""

import json
from pathlib import Path

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from .program import SETTING, find_program, run

ORDER = ("sites", "stations", "districts", "roads", "zones", "ground", "boundary")
"""Layers of a plan from top to bottom."""
EXIT = {
    2: "the input is wrong",
    3: "no plan can keep the promises",
    74: "the results cannot be written",
    130: "stopped",
}


class Command(QgsProcessingAlgorithm):
    """A command of evplan on a configuration file, into a folder."""

    COMMAND, TITLE, HELP, RESULT = "", "", "", ""

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.COMMAND

    def displayName(self):
        return self.TITLE

    def shortHelpString(self):
        return self.HELP

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterFile(
                "CONFIG", "Configuration (.toml)", fileFilter="Configuration (*.toml);;All files (*)"
            )
        )
        self.more()
        self.addParameter(QgsProcessingParameterFolderDestination("OUT", "Folder for the results"))
        self.addOutput(QgsProcessingOutputFile("PAGE", "Page to open in a browser"))

    def more(self):
        """Parameters beside the configuration and the folder."""

    def options(self, parameters, context):
        """Arguments of the command beside these."""
        return []

    def processAlgorithm(self, parameters, context, feedback):
        program = find_program(ProcessingConfig.getSetting(SETTING) or "")
        if program is None:
            raise QgsProcessingException(
                "the program evplan was not found; install it, or name it in Settings, Options, Processing, Providers, evplan"
            )
        config = self.parameterAsFile(parameters, "CONFIG", context)
        out = Path(self.parameterAsString(parameters, "OUT", context))
        arguments = [program, self.COMMAND, config, "--out", str(out), *self.options(parameters, context)]
        feedback.pushCommandInfo(" ".join(arguments))
        code, last = run(arguments, feedback.pushInfo, feedback.reportError, feedback.isCanceled)
        if feedback.isCanceled():
            return {}
        if code != 0:
            why = next((line for line in reversed(last) if line.startswith("error:")), last[-1] if last else "")
            raise QgsProcessingException(f"evplan ended with {code} ({EXIT.get(code, 'a bug')}): {why}")
        return {"OUT": str(out), "PAGE": str(out / self.RESULT), **self.results(out, context)}

    def results(self, out, context):
        """Load what was written, and tell its figures."""
        return {}


class Check(Command):
    """evplan check."""

    COMMAND, TITLE, RESULT = "check", "Check the inputs", "check.html"
    HELP = "Reads every input that the configuration names and tells what was read, what is doubtful, and what today's network serves."


class Plan(Command):
    """evplan plan."""

    COMMAND, TITLE, RESULT = "plan", "Plan new sites and upgrades", "report.html"
    HELP = (
        "Proposes sites and upgrades and loads the layers of plan.gpkg, styled. Edit the layer of sites (column action; drag points or draw new ones), "
        "save it, and give it to this tool again as Edits with another folder: every edit is applied or refused with the reason, in the column edit_result."
    )

    def more(self):
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                "EDITS", "Edits: layer of sites of an earlier plan", [QgsProcessing.TypeVectorPoint], optional=True
            )
        )
        self.addParameter(QgsProcessingParameterBoolean("SIMULATE", "Also play it out", defaultValue=False))
        for name, words in (
            ("APPLIED", "Edits applied"),
            ("REFUSED", "Edits refused"),
            ("SITES", "New sites"),
            ("GAP", "Proven gap"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, words))

    def options(self, parameters, context):
        out = ["--simulate"] if self.parameterAsBool(parameters, "SIMULATE", context) else []
        layer = self.parameterAsVectorLayer(parameters, "EDITS", context)
        if layer is not None:
            if layer.isEditable() and layer.isModified():
                raise QgsProcessingException(f"the layer {layer.name()} has edits that are not saved; save them first")
            out += ["--edits", _address(layer)]
        return out

    def results(self, out, context):
        for name in reversed(ORDER):
            _load(f"{out / 'plan.gpkg'}|layername={name}", name, context)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        outcomes = [change["outcome"] for one in summary["edits"] for change in one["changes"]]
        return {
            "APPLIED": outcomes.count("applied"),
            "REFUSED": outcomes.count("refused"),
            "SITES": summary["totals"]["new_sites"],
            "GAP": summary["gap"],
        }


class Compare(Command):
    """evplan compare."""

    COMMAND, TITLE, RESULT = "compare", "Compare plans for several worlds", "comparison.html"
    HELP = "Plans for each mix of plugs, plays every plan in every world, and hedges; loads the sites of each plan."

    def more(self):
        self.addParameter(
            QgsProcessingParameterString(
                "MIXES", "Mixes, apart by comma (empty: as the configuration says)", optional=True
            )
        )

    def options(self, parameters, context):
        mixes = self.parameterAsString(parameters, "MIXES", context).strip()
        return ["--mixes", mixes] if mixes else []

    def results(self, out, context):
        for file in sorted(out.glob("**/plan.gpkg")):
            _load(f"{file}|layername=sites", f"sites, {file.parent.name}", context)
        return {}


def _address(layer):
    """File and layer as evplan takes them; a layer that lives in memory or in a database is refused."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.dataProvider().name(), layer.source())
    if layer.dataProvider().name() != "ogr" or not parts.get("path"):
        raise QgsProcessingException(f"the layer {layer.name()} is no file; export it as a GeoPackage first")
    return f"{parts['path']}|layername={parts['layerName']}" if parts.get("layerName") else parts["path"]


def _load(uri, name, context):
    """Add a layer to the project when the tool is done; its default style is in the file."""
    layer = QgsVectorLayer(uri, name, "ogr")
    if not layer.isValid():
        return
    context.temporaryLayerStore().addMapLayer(layer)
    context.addLayerToLoadOnCompletion(layer.id(), QgsProcessingContext.LayerDetails(name, context.project(), name))
