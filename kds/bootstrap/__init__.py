"""Wires everything: turns settings into plain values and hands them to the adapters; the only place that knows them all.

`glance` is what the first paint needs, `till` makes the source, `board` runs a board, `scripts` runs one action without
one. Nothing heavy is imported here at module level.
"""
