"""Message catalogues, and how names are folded and compared."""
