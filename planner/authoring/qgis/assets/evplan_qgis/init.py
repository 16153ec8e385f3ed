"""Processing provider that runs the installed program evplan."""


def classFactory(iface):
    """Make the plugin, as QGIS asks for it."""
    from .provider import EvplanPlugin

    return EvplanPlugin(iface)
