"""Bytes in: uploads, assets, and turning audio into streams."""
