"""Files and folders, resources of the installation, the command that installs an extra."""
