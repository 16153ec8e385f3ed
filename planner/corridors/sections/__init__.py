"""The tables under `[corridors]` of a country's configuration, one file a table; the text under each field is the manual."""
