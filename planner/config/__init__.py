"""The question as a configuration file: one file a section; the text under each field is the manual."""
