"""Tracks, versions, stems, credits, tags."""
