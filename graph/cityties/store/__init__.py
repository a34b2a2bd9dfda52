"""Built graphs on disk: versions, the cache, snapshots."""
