"""The commands of an office's week."""
