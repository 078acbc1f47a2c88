"""The page of one track, and its tabs."""
