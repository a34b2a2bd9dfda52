"""The ontology's terms and the code lists, as strings."""
