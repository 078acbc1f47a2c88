"""Bytes out: every stream and image is decided here."""
