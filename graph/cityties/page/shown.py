"""A page as an object: shown in a notebook, saved, or opened in the browser."""

from __future__ import annotations

import html
import re
import tempfile
import webbrowser
from collections.abc import Mapping
from pathlib import Path

from cityties.base.install import install_hint
from cityties.base.outputs import write_output
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _, language
from cityties.language.properties import properties
from cityties.words.phrases import number

MOST_CITIES = 25_000
"""A page of more cities is not made: this many open in about two seconds without a GPU."""
MOST_BYTES = 8_000_000
"""A larger page is not made: it neither opens in a moment nor goes by mail."""
_HEIGHT = 720  # pixels in a notebook


class Map:
    """A page of ties; a notebook shows it in place.

    Parameters
    ----------
    text : the HTML document
    name : what a file without a name is called
    counts : how many ``ties``, ``cities`` and so on it shows

    Examples
    --------
    >>> Map("<!doctype html>", "isfahan")
    <Map isfahan: 15 bytes>
    """

    def __init__(
        self, text: str, name: str = "cityties", *, counts: Mapping[str, int] | None = None
    ) -> None:
        self.text = text
        self.name = name
        self.counts = dict(counts or {})

    def __repr__(self) -> str:
        return f"<Map {self.name}: {len(self.text.encode())} bytes>"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        """The page in a frame of its own: its styles and scripts stay inside."""
        return (
            f'<iframe srcdoc="{html.escape(self.text)}" title="{html.escape(self.name)}" '
            f'style="width:100%;height:{_HEIGHT}px;border:0" '
            'sandbox="allow-scripts allow-downloads allow-popups"></iframe>'
        )

    def save(self, path: Path | str) -> Path:
        """Write the page, whole or not at all.

        Parameters
        ----------
        path : the file; ``-`` is standard output

        Returns
        -------
        Path
            The file.
        """
        file = Path(path)
        write_output(file, self.text.encode())
        return file

    def open(self, path: Path | str | None = None) -> Path:
        """Write the page and show it in the browser.

        Parameters
        ----------
        path : the file; by default one in the system's folder for temporary files

        Returns
        -------
        Path
            The file, which stays.

        Raises
        ------
        UsageError
            If no browser could be started; the file is written.
        """
        if path is None:
            path = Path(tempfile.mkdtemp(prefix="cityties-")) / f"{self.name}.html"
        file = self.save(path)
        if not webbrowser.open(file.resolve().as_uri()):
            raise UsageError(_("no browser could be started; open {path}").format(path=file))
        return file


class Drawing:
    """A still picture; a notebook shows it in place.

    Parameters
    ----------
    svg : the text of the picture
    name : what a file without a name is called
    caption, source : what stands below it as a figure

    Examples
    --------
    >>> Drawing("<svg/>", "isfahan")
    <Drawing isfahan: 6 bytes>
    """

    def __init__(self, svg: str, name: str, *, caption: str = "", source: str = "") -> None:
        self.svg = svg
        self.name = name
        self.caption = caption
        self.source = source

    def __repr__(self) -> str:
        return f"<Drawing {self.name}: {len(self.svg.encode())} bytes>"

    def __str__(self) -> str:
        return self.svg

    def _repr_svg_(self) -> str:
        return self.svg

    def png(self, *, scale: float = 2.0) -> bytes:
        """The picture as the bytes of a PNG file.

        Parameters
        ----------
        scale : pixels of the image for each pixel of the drawing: 2 gives 2,400 across

        Raises
        ------
        CitytiesError
            Without ``resvg-py``.
        """
        try:
            import resvg_py
        except ImportError as error:
            raise CitytiesError(
                _("PNG needs the package {package}; install it with: {command}").format(
                    package="resvg-py", command=install_hint("png")
                )
            ) from error
        wide = re.search(r'<svg [^>]*?\bwidth="(\d+)"', self.svg)
        made = resvg_py.svg_to_bytes(
            svg_string=self.svg,
            width=round(int(wide[1]) * scale) if wide else None,
            sans_serif_family=_FONT,
        )
        return bytes(made)

    def figure(self, link: str = "") -> str:
        """The picture as a fragment for another page: figure, caption, source, link; no script.

        Parameters
        ----------
        link : the address of a page with more; ``https://`` or ``http://``

        Raises
        ------
        UsageError
            For another kind of address.
        """
        if link and not link.startswith(("https://", "http://")):
            raise UsageError(_("{link} is not an address of the web (https://…)").format(link=link))
        said = properties(language())
        more = f' <a href="{html.escape(link)}">{html.escape(_("More"))}</a>' if link else ""
        svg = self.svg.strip().replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
        return (
            f'<figure class="cityties" lang="{said.tag}" dir="{said.direction}" '
            f'style="margin:0">\n{svg}\n'
            f"<figcaption>{html.escape(self.caption)} "
            f"<small>{html.escape(self.source)}</small>{more}</figcaption>\n</figure>\n"
        )


_FONT = "Noto Sans"  # where none of the fonts of the drawing is there


def check_cities(count: int) -> None:
    """Refuse a page of so many cities that nobody could use it.

    Parameters
    ----------
    count : how many cities the page would hold

    Raises
    ------
    UsageError
        With what to do instead.
    """
    if count > MOST_CITIES:
        raise UsageError(
            _(
                "a page of {n} cities would be unusable (at most {most}): choose a city, "
                "or a kind of agreement with --kind"
            ).format(n=number(count), most=number(MOST_CITIES))
        )


def check_size(text: str) -> None:
    """Refuse a page that is too large to be opened or sent.

    Parameters
    ----------
    text : the HTML document

    Raises
    ------
    UsageError
        With what to do instead.
    """
    size = len(text.encode())
    if size > MOST_BYTES:
        raise UsageError(
            _(
                "the page would be {n} MB (at most {most}): choose a city, --steps 1, a kind of "
                "agreement with --kind, or leave out the evidence with --no-history"
            ).format(n=number(round(size / 1e6, 1)), most=number(MOST_BYTES // 1_000_000))
        )
