"""Files and folders: what every other room may use."""
