"""Tools every slice may use; knows no slice."""
