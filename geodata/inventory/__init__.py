"""The station inventory of a city: records read, validated, matched across sources, merged, and classified as supply or not."""
