"""Local listening: decoded sound on disk, the mixer, the player, waveforms. Knows no Qt."""
