"""The client half of sync: no Qt, no server."""
