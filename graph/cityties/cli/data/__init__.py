"""Commands that build, load, check and edit data."""
