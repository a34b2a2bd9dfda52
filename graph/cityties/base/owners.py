"""Whose folders are believed: results that were kept are used only if nobody else wrote them."""

from __future__ import annotations

import os
import stat

from cityties.language.messages import _


def distrust(status: os.stat_result) -> str:
    """Why a kept result is not believed: somebody else owns it, or may write in it.

    An administrator is a user like every other here.

    Parameters
    ----------
    status : of the folder or file, best of one that is open already

    Returns
    -------
    str
        The reason; empty where there is none, or where the system has no such owners.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     distrust(os.stat(folder))
    ''
    """
    if not hasattr(os, "geteuid"):
        return ""
    if status.st_uid != os.geteuid():
        return _("it is owned by another user")
    if status.st_mode & stat.S_IWOTH:
        return _("every user may write in it")
    if status.st_mode & stat.S_IWGRP and status.st_gid != os.getegid():
        return _("other users of its group may write in it")
    return ""
