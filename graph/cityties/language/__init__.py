"""Message catalogues; how names are folded and compared."""
