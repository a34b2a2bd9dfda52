"""Builds in partitions: a graph larger than one process, part by part, on any engine.

======== =======================================================================
inputs   data folders, Parquet datasets and object stores as rows and pieces
blocks   claims between two steps: files that are read in parts
tasks    what a worker does: look at claims, deal them out, make a part
parts    the files of a part, with their checksums
merge    the parts as one sorted text, and its content id
build    the steps in order
======== =======================================================================

Which claims a part needs is said by :mod:`cityties.reading.groups`.
"""
