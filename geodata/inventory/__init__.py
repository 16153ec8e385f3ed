"""The stations of a city: read record by record, doubted, recognised across sources, merged, sorted into supply."""
