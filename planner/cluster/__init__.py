"""Jobs on one core or on many machines: in this process, in processes of this machine, or on a Dask cluster."""
