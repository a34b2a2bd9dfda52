"""Analysis of networkx graphs: what tables and charts of networks show.

Every module takes networkx graphs (or rows of a listing) and gives plain rows back; where
the graph came from, and where it ends, it says itself (``graph.graph``) and every result
repeats. What networkx has a function for, networkx computes; the engine of
:mod:`cityties.centrality` runs under it where it can.

Modules: :mod:`.summary` (figures of a whole network), :mod:`.random_graphs` (random graphs of
the same degrees to compare with), :mod:`.profile` (cities side by side), :mod:`.paths`,
:mod:`.trend` (year by year). Ranking of cities: :mod:`.measures` (what each means and how
it is computed, over :mod:`.arrays`), :mod:`.options`, :mod:`.ranks`, :mod:`.table`,
:mod:`.report` (the whole answer), :mod:`.coverage`, :mod:`.caveats` and :mod:`.warnings` (what
speaks against a rank), :mod:`.localisation`, :mod:`.communities`, :mod:`.structure`,
:mod:`.regions`, :mod:`.null_model`, :mod:`.limits` (what is too large without compiled loops).
"""
