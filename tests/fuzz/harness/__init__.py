"""Fuzzers: near-valid inputs, an oracle for each, and one way to run them all."""
