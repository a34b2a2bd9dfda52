"""Place thousands of cities: they push one another away by a field, lines pull.

Lines pull as strongly as they are long and cities push as strongly as they have lines
(M. Jacomy, T. Venturini, S. Heymann, M. Bastian, "ForceAtlas2, a Continuous Graph Layout
Algorithm", PLoS ONE 9 (2014) e98679, https://doi.org/10.1371/journal.pone.0098679), which
brings what is tied closely into clusters. The pushes of all on all come from a field on
a grid, by Fourier transforms, as particle-mesh methods of physics have it
(R. W. Hockney, J. W. Eastwood, "Computer Simulation Using Particles", 1988, chapter 5).
The start is a view of the ways from some pivots (U. Brandes, C. Pich, "Eigensolver Methods
for Progressive Multidimensional Scaling of Large Data", Graph Drawing 2006, 42-53).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Spot = tuple[float, float]
Line = tuple[int, int]

_GRID = 192  # cells to each side
_ROUNDS = 260
_PUSHES = 80  # rounds at the end in which rooms that overlap are parted
_MOVED = 0.6  # of the work, before these
_PIVOTS = 40
_PUSH = 3.0
_GRAVITY = 0.8
_ROOM = 0.22  # share of the picture that the cities' rooms may fill before it is widened


def fields(
    radii: Sequence[float], lines: Sequence[Line], tell: Callable[[float], None] | None = None
) -> list[Spot]:
    """Place the cities of one connected part.

    Parameters
    ----------
    radii : the room that each city needs around it
    lines : pairs of cities, each pair once
    tell : called with the share that is done

    Returns
    -------
    list of (x, y)
        The same for the same input on the same machine.
    """
    import numpy as np

    room = np.asarray(radii, dtype=float)
    ends = np.asarray(lines, dtype=np.int64).reshape(-1, 2)
    count = len(room)
    degrees = np.bincount(ends.ravel(), minlength=count).astype(float)
    spots = _view(count, ends)
    # The unit is a line of a picture in which the rooms have space.
    spots *= np.sqrt(count) / max(float(np.abs(spots).max()), 1e-9)
    spots = _moved(spots, ends, degrees + 1.0, tell)
    spots -= spots.mean(axis=0)
    width, height = np.ptp(spots, axis=0)
    needed = float(np.pi * (room**2).sum()) / _ROOM
    spots *= np.sqrt(needed / max(float(width * height), 1e-9))
    spots = _apart(spots, room, tell)
    return [(float(x), float(y)) for x, y in spots]


def _ways(count: int, ends: Array) -> tuple[Array, Array]:
    """The neighbours of all cities behind one another, and where those of each begin."""
    import numpy as np

    source = np.concatenate([ends[:, 0], ends[:, 1]])
    target = np.concatenate([ends[:, 1], ends[:, 0]])
    order = np.argsort(source, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=count))])
    return target[order], starts


def _steps(start: int, neighbours: Array, starts: Array) -> Array:
    """How many lines lead from a city to each other one."""
    import numpy as np

    far = np.full(len(starts) - 1, -1)
    far[start] = 0
    border = np.array([start])
    step = 0
    while len(border):
        step += 1
        sizes = starts[border + 1] - starts[border]
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = neighbours[np.repeat(starts[border], sizes) + offsets]
        border = np.unique(found[far[found] < 0])
        far[border] = step
    return far


def _view(count: int, ends: Array) -> Array:
    """The plane in which the ways to the pivots are seen best."""
    import numpy as np

    neighbours, starts = _ways(count, ends)
    pivot = int(np.argmax(np.diff(starts)))
    columns = []
    nearest = np.full(count, count)
    for _number in range(min(_PIVOTS, count)):
        far = _steps(pivot, neighbours, starts)
        columns.append(far.astype(float) ** 2)
        nearest = np.minimum(nearest, far)
        pivot = int(np.argmax(nearest))
    squared = np.stack(columns, axis=1)
    centred = -0.5 * (
        squared
        - squared.mean(axis=0, keepdims=True)
        - squared.mean(axis=1, keepdims=True)
        + squared.mean()
    )
    _values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, [-1, -2]]
    # An eigenvector has no sign of its own: its largest part is made positive.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    spots: Array = centred @ axes
    # Cities that all pivots see alike must not coincide: no push could part them.
    turns = np.arange(count) * 2.399963
    spots += 0.01 * np.abs(spots).max() * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return spots


def _moved(
    spots: Array, ends: Array, weights: Array, tell: Callable[[float], None] | None
) -> Array:
    """Let lines pull and cities push until little moves."""
    import numpy as np

    count = len(spots)
    kernel = _kernel()
    # So strong that the picture is about as wide as its start.
    push = _PUSH * float(np.sqrt(count)) / float(weights.sum())
    speed = 1.0
    before = np.zeros_like(spots)
    for number in range(_ROUNDS):
        if tell is not None:
            tell(_MOVED * number / _ROUNDS)
        forces = push * weights[:, None] * _push(spots, weights, kernel)
        pull = spots[ends[:, 1]] - spots[ends[:, 0]]
        away = np.hypot(pull[:, 0], pull[:, 1])[:, None]
        pull *= np.log1p(away) / (away + 1e-9)
        for axis in (0, 1):
            forces[:, axis] += np.bincount(ends[:, 0], weights=pull[:, axis], minlength=count)
            forces[:, axis] -= np.bincount(ends[:, 1], weights=pull[:, axis], minlength=count)
        forces -= _GRAVITY * weights[:, None] * spots / np.sqrt(count)
        # Cities that swing to and fro are slowed down, as ForceAtlas2 has it.
        less, more = forces - before, forces + before
        swing = np.hypot(less[:, 0], less[:, 1])
        drawn = np.hypot(more[:, 0], more[:, 1]) / 2
        wanted = float((weights * drawn).sum() / max((weights * swing).sum(), 1e-9))
        speed = min(max(wanted, speed * 0.5), speed * 1.5) if number else 0.1
        step = speed / (1 + np.sqrt(speed * swing))
        longest = np.hypot(forces[:, 0], forces[:, 1]) + 1e-9
        # Nobody jumps across the picture; the jumps become shorter towards the end.
        limit = np.sqrt(count) * 0.1 * (1 - number / _ROUNDS) + 0.01
        spots = spots + forces * np.minimum(step, limit / longest)[:, None]
        before = forces
    return spots


def _kernel() -> tuple[Array, Array]:
    """The push of a mass in one cell on all cells around it, as Fourier transforms."""
    import numpy as np

    size = 2 * _GRID
    offsets = np.fft.fftfreq(size, 1 / size)
    x, y = np.meshgrid(offsets, offsets, indexing="ij")
    squared = x * x + y * y + 1.0  # softened within a cell
    return np.fft.rfft2(x / squared), np.fft.rfft2(y / squared)


def _push(spots: Array, weights: Array, kernel: tuple[Array, Array]) -> Array:
    """The push of all cities on each, of mass 1: one over the distance."""
    import numpy as np

    low = spots.min(axis=0)
    cell = max(float(np.ptp(spots, axis=0).max()), 1e-9) / (_GRID - 2)
    places = (spots - low) / cell
    whole = places.astype(np.int64)
    part = places - whole
    size = 2 * _GRID
    corners = []
    for a in (0, 1):
        for b in (0, 1):
            share = np.where(a, part[:, 0], 1 - part[:, 0]) * np.where(
                b, part[:, 1], 1 - part[:, 1]
            )
            corners.append(((whole[:, 0] + a) * size + whole[:, 1] + b, share))
    mass = np.zeros(size * size)
    for index, share in corners:
        mass += np.bincount(index, weights=weights * share, minlength=size * size)
    seen = np.fft.rfft2(mass.reshape(size, size))
    forces = np.zeros_like(spots)
    for axis in (0, 1):
        field = np.fft.irfft2(seen * kernel[axis], s=(size, size)).ravel()
        for index, share in corners:
            forces[:, axis] += share * field[index]
    return forces / cell


def _apart(spots: Array, room: Array, tell: Callable[[float], None] | None) -> Array:
    """Push cities apart until the rooms that they need hardly overlap."""
    import numpy as np

    spots = spots.copy()
    small = room <= 3 * float(np.median(room))
    large = np.flatnonzero(~small)
    for number in range(_PUSHES):
        if tell is not None:
            tell(_MOVED + (1 - _MOVED) * number / _PUSHES)
        first, second = _near_pairs(spots, np.flatnonzero(small), 2 * float(room[small].max()))
        pairs = [(first, second)]
        if len(large):
            # Squares: a root for each pair of a large city and any other would cost more than
            # the rest of the round.
            across = spots[large, 0][:, None] - spots[:, 0]
            along = spots[large, 1][:, None] - spots[:, 1]
            needed = room[large][:, None] + room
            a, b = np.nonzero(across * across + along * along < needed * needed)
            # A pair of two large ones is found twice.
            kept = (large[a] != b) & (small[b] | (large[a] < b))
            pairs.append((large[a][kept], b[kept]))
        one = np.concatenate([pair[0] for pair in pairs])
        other = np.concatenate([pair[1] for pair in pairs])
        between = spots[other] - spots[one]
        apart = np.hypot(between[:, 0], between[:, 1])
        need = room[one] + room[other]
        hit = apart < need * 0.999
        if not hit.any():
            break
        one, other, between, apart, need = (
            each[hit] for each in (one, other, between, apart, need)
        )
        # Two on one spot part along a line that depends on which they are.
        same = apart < 1e-6
        turns = (one[same] * 2.399963)[:, None]
        between[same] = np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
        apart = np.where(same, 1.0, apart)
        push = between * ((need - np.where(same, 0.0, apart)) / apart)[:, None]
        share = room[other] ** 2 / (room[one] ** 2 + room[other] ** 2)
        for axis in (0, 1):
            spots[:, axis] -= np.bincount(
                one, weights=0.9 * share * push[:, axis], minlength=len(spots)
            )
            spots[:, axis] += np.bincount(
                other, weights=0.9 * (1 - share) * push[:, axis], minlength=len(spots)
            )
    return spots


def _near_pairs(spots: Array, chosen: Array, cell: float) -> tuple[Array, Array]:
    """Pairs of cities in the same or neighbouring cells, each pair once."""
    import numpy as np

    cells = np.floor(spots[chosen] / cell).astype(np.int64)
    cells -= cells.min(axis=0) - 1
    stride = int(cells[:, 1].max()) + 2
    keys = cells[:, 0] * stride + cells[:, 1]
    order = np.argsort(keys, kind="stable")
    keys, chosen = keys[order], chosen[order]
    first, second = [], []
    for offset in (0, 1, stride - 1, stride, stride + 1):
        start = np.searchsorted(keys, keys + offset, side="left")
        if offset == 0:
            start = np.arange(len(keys)) + 1  # only those behind it
        end = np.searchsorted(keys, keys + offset, side="right")
        sizes = np.maximum(end - start, 0)
        inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        first.append(np.repeat(chosen, sizes))
        second.append(chosen[np.repeat(start, sizes) + inside])
    return np.concatenate(first), np.concatenate(second)


__all__ = ["fields"]
