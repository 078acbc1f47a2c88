"""Plays, retention, the daily roll-up."""
