"""The pages as a folder of files: for any web space, and for a reader without one."""

from cityties.site.folder.build import Settings, write_site
from cityties.site.folder.target import Written
from cityties.site.folder.target import check as check_folder

__all__ = ["Settings", "Written", "check_folder", "write_site"]
