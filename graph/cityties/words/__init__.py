"""Names of codes, dates and numbers in the chosen language."""
