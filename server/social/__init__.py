"""Comments under tracks."""
