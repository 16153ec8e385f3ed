"""What a person does in QGIS: run a tool and read what it says, edit a layer, look at the map."""

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QSize


class Told(QgsProcessingFeedback):
    """Keeps what a tool says."""

    def __init__(self):
        super().__init__()
        self.lines, self.errors = [], []

    def pushInfo(self, info):
        self.lines.append(info)

    def reportError(self, error, fatalError=False):
        self.errors.append(error)


def run(tool, **parameters):
    """Run a tool of the provider; its results, its context and what it said."""
    import processing

    context, told = QgsProcessingContext(), Told()
    context.setProject(QgsProject.instance())
    return processing.run(f"evplan:{tool}", parameters, context=context, feedback=told), context, told


def picture_of(layers):
    """Draw layers as the map window would, of the extent of the last."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    settings.setOutputSize(QSize(1000, 800))
    extent = layers[-1].extent()
    extent.scale(1.05)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.errors() == []
    return job.renderedImage()


def with_action(layer, cells, moved=None, drawn=None):
    """Edit a layer as a person does."""
    assert layer.startEditing()
    for feature in list(layer.getFeatures()):
        site = feature["site_id"]
        for name, value in cells.get(site, {}).items():
            layer.changeAttributeValue(feature.id(), layer.fields().indexOf(name), value)
        if site in (moved or {}):
            there = QgsGeometry(feature.geometry())
            there.translate(*moved[site])
            layer.changeGeometry(feature.id(), there)
    if drawn is not None:
        new = QgsFeature(layer.fields())
        new.setGeometry(QgsGeometry.fromPointXY(drawn))
        new["action"] = "обязательно"
        layer.addFeature(new)
    assert layer.commitChanges(), layer.commitErrors()


def count(image, colour):
    """Pixels of a colour, every second one."""
    wanted = (255 << 24) | (colour[0] << 16) | (colour[1] << 8) | colour[2]
    return sum(image.pixel(x, y) == wanted for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
