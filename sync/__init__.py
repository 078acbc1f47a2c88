"""What studio and server agree on, and the engine the studio runs."""
