"""The pages of the site: mounted by `cityties.serve.app`, in front of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from cityties.serve.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The routes of all pages.

    Parameters
    ----------
    site : what a page reaches the graph by
    """
    from cityties.serve.pages import office, reconcile, things, workbench

    holder = things.PageHolder(site)
    made = [
        route
        for part in (things, office, reconcile, workbench)
        for route in part.routes(site, holder)
    ]
    if site.settings.review is not None:
        from cityties.serve.pages import review

        made += review.routes(site, holder, site.settings.review)
    return made
