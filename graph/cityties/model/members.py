"""Who a membership is of: a city, or an organization as a whole."""

from __future__ import annotations

from cityties.model.rows import Tables


def member_organizations(tables: Tables) -> frozenset[str]:
    """Ids of the organizations that are members as themselves, such as a network in a network.

    A body that acts for a place (a municipality, a council) is a member for that place.

    Parameters
    ----------
    tables : rows; only the organizations are read

    Examples
    --------
    >>> from cityties.model.rows import Organization
    >>> asia = Organization("asia", "city_network", "A network of Asian cities")
    >>> council = Organization("council", "city_council", "A council", acts_for="isfahan")
    >>> sorted(member_organizations(Tables(organizations=(asia, council))))
    ['asia']
    """
    return frozenset(each.id for each in tables.organizations if not each.acts_for)
