"""Post-optimality studies of a plan; each study is one file here and one line in `studies.STUDIES`."""
