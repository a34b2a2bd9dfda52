"""Tasks of builds in partitions that go wrong, as other processes find them."""

from __future__ import annotations

import os
import signal

from cityties.scale.parts import Record
from cityties.scale.tasks import Job, make


def make_killed_once(job: Job, number: int) -> Record:
    """Make a part; the first time, end the process at part 1: the mark says that it was."""
    mark = job.work / "killed"
    if number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, number)


def make_on_lost_node(job: Job, number: int) -> Record:
    """Make a part; the first time, kill the node at part 1: its worker, and all that this started.

    The worker is the first process of its session, so that its number is known here.
    """
    mark = job.work / "killed"
    if number == 1 and not mark.exists():
        mark.touch()
        os.killpg(os.getsid(0), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, number)
