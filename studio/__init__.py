"""The desktop app for artists."""
