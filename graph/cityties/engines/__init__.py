"""What carries work that is too much for one process: processes of this machine, or a cluster.

========= ======================================================================
protocol  what an executor is: one method, a task for each of many items
address   an executor by its address (``pool:4``, ``dask://host:8786``)
step      one task where it runs: the same version there, errors come back whole
attempts  work that starts again where workers ended
serial    in this process, one item after the other
pool      processes of this machine
dask      a scheduler of Dask distributed and its workers
spark     Apache Spark
========= ======================================================================

Only here are these packages imported; everything else sees the protocol.
"""
