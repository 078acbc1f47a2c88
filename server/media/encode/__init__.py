"""Audio toolbox: paths in, files and facts out; no database, no HTTP."""
