"""The big waveform: seen whole or sample by sample, with its loop, notes and comments."""
