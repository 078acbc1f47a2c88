"""The lean server."""
