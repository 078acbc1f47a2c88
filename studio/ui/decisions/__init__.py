"""The page of what only a person can decide."""
