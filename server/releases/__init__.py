"""Singles, EPs and albums: drops planned by the clock, embargoes, teasers, private previews."""
