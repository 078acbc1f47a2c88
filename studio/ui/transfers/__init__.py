"""The page of files on their way."""
