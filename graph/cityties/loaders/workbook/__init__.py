"""Tables as an ``.xlsx`` workbook for people who work in spreadsheets, out and in again.

One sheet for each table, with the same columns. Spreadsheets change what they
think they understand: dates, years, formulas. So cells of text are marked as
text on the way out, and on the way in what was changed is refused with its
sheet, row and column, never guessed at. The same strict checks as for CSV follow.

What comes in may be from a stranger, and two programs can read one file in two
ways. So nothing is guessed about what a library will do:

1. :mod:`archive` unpacks the zip within limits and packs the parts again, so that
   everything that follows reads the same bytes under the same names;
2. :mod:`parts` follows content types and relations to the sheets, with an XML parser;
3. :mod:`texts` and :mod:`sheets` parse each part with cells as a stream: places, types,
   formulas, errors;
4. :mod:`package` packs the cells, and nothing else, for
5. :mod:`readers`: two libraries read each table, and they must agree on every cell.

Reading needs openpyxl and python-calamine, writing XlsxWriter: the extra ``xlsx``.
"""

from cityties.loaders.workbook.load import load_workbook
from cityties.loaders.workbook.write import workbook_bytes

__all__ = ["load_workbook", "workbook_bytes"]
