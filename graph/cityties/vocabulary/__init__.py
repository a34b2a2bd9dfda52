"""The terms of the ontology, the code lists with what each code is, and the colours."""
