"""The plugin for QGIS: files that are copied out, for QGIS's own Python; nothing of it is imported here."""
