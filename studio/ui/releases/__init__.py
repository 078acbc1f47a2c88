"""Releases: the list with its calendar, and the page of one."""
