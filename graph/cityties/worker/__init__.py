"""A confined process: queries, and files of others, are read there and not in ours.

`process.Worker` is one such process, `pool.call` finds or starts the right one, `serve` is what
runs inside, `kernel` asks the system for the limits, `frames` is what the two sides say.
"""
