"""The JSON of the pages, a file each; what it answers stands in its models and so in the OpenAPI document."""
