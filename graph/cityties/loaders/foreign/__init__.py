"""Tables of others: pairs of cities, lists of members."""
