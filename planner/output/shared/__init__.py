"""What several formats share: texts, plug groups and colours, sites as a flat table."""
