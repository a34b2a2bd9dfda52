"""The engine under networkx: exact centrality, fast.

networkx stays the face. This package registers itself as the networkx backend
``cityties``; ``nx.betweenness_centrality(G, backend="cityties")`` runs here, and so does
any listed function once ``NETWORKX_BACKEND_PRIORITY=cityties`` is set. What the engine
cannot do exactly as networkx does, it declines, and networkx runs.

Layout: :mod:`.backend` (what networkx talks to), :mod:`.csr` (the compact graph),
:mod:`.native` (the compiled loops, ``kernels.c``; Python where they are missing),
:mod:`.parallel` (batches on threads or an engine, progress, interruption), :mod:`.small`
(networks of single cities, without numpy), then one module per family of measures. Importing
this package, or the backend's description, imports neither numpy nor networkx.
"""
