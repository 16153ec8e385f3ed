"""What several formats need and none owns: words for people, plug groups and colours, sites as a flat table."""
