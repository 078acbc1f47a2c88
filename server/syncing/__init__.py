"""Studios and the server in step: the change feed read, operations taken, conflicts kept."""
