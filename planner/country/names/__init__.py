"""Names of countries, towns and places, in the words and letters of a reader."""
