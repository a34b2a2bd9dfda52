"""Built graphs on disk: versions, the cache, the build, snapshots that are opened."""
