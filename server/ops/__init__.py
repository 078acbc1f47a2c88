"""What an operator does: diagnose, look into files."""
