"""The studio's own tables over the library: what lists and panels read. Plain Python, no Qt."""
