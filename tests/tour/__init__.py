"""A tour of the studio by clicks and keys, from an empty library to a page that plays."""
