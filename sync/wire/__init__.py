"""The wire contract, version 1: the only part of sync that the server imports."""
