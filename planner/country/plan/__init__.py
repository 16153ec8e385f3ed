"""The plan of a country for the plugs that its configuration expects, from what was asked to what was built when."""
