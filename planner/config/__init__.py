"""The configuration file: one module a table; the text under each field is the manual."""
