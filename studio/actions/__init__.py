"""One function for each thing a user can do; windows and command line call the same ones."""
