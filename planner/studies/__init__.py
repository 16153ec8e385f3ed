"""What is found out about a plan beyond the plan itself: each study is one file here and its line in `studies.STUDIES`."""
