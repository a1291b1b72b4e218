"""What outlives the program: the library's database, takes, presets, reference sounds, locks."""
