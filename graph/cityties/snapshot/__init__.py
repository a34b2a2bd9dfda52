"""Files for other tools: exports of the graph."""

from cityties.export.formats import EXPORT_FORMATS, export_bytes, format_of

__all__ = ["EXPORT_FORMATS", "export_bytes", "format_of"]
