"""Snapshots: folders of files that a paper can cite."""
