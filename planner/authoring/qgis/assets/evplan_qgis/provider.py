"""The plugin and its provider in the Processing toolbox."""

from pathlib import Path

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsApplication, QgsProcessingProvider

from .algorithms import Check, Compare, Plan
from .program import SETTING

GROUP = "evplan"


class EvplanPlugin:
    """What QGIS loads; the provider is all of it."""

    def __init__(self, iface):
        self.iface, self.provider = iface, None

    def initProcessing(self):
        """Add the provider, also where there is no window (qgis_process)."""
        self.provider = EvplanProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Add the provider to the toolbox."""
        self.initProcessing()

    def unload(self):
        """Take the provider away."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)


class EvplanProvider(QgsProcessingProvider):
    """Check, plan and compare."""

    def load(self):
        """Offer the setting of the program's place, then the tools."""
        ProcessingConfig.settingIcons[GROUP] = self.icon()
        ProcessingConfig.addSetting(
            Setting(GROUP, SETTING, "Program evplan (empty: found by PATH)", "", valuetype=Setting.FILE)
        )
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        """Take the setting away."""
        ProcessingConfig.removeSetting(SETTING)

    def loadAlgorithms(self):
        """The tools."""
        for one in (Check, Plan, Compare):
            self.addAlgorithm(one())

    def id(self):
        """Its name in scripts."""
        return "evplan"

    def name(self):
        """Its name for people."""
        return "evplan"

    def longName(self):
        """Its name with what it does."""
        return f"evplan (charging networks), plugin {_version()}"


def _version():
    lines = (Path(__file__).parent / "metadata.txt").read_text(encoding="utf-8").splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("version="))
