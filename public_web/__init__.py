"""The server-rendered site and embed."""
