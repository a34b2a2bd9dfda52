"""The texts that a native speaker should read first: a page, and a table to fill in.

Both are written from the catalogue and the code lists, which stay the one home of every text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cityties.page.texts import page_texts
from cityties.vocabulary.codes import CODES
from cityties.words.labels import code_labels

Text = tuple[str, str, str]
"""Id, English, Persian."""

# What staff read every day comes first; help for programmers is not in it.
_SCHEMES = ("statuses", "kinds", "channels", "certainty", "topics")

_HEAD = """\
# متن‌هایی برای بازبینی

<!-- written by docs/generate.py from the catalogue -->

متن‌های فارسی این برنامه را هنوز گویشوری بومی نخوانده است. این صفحه متن‌هایی را می‌آورد که کارکنان
هر روز می‌بینند و باید پیش از بقیه خوانده شوند: نخست وضعیت‌ها و نوع‌ها، سپس واژه‌ها و جمله‌های صفحهٔ
نقشه.

1. [جدول را بردارید](review.csv) و در یک برنامهٔ صفحه‌گسترده باز کنید (UTF-8).
2. ستون `better` را فقط در سطرهایی پر کنید که متن بهتری دارند. ستون‌های `id` و `now` را تغییر ندهید.
3. آنچه در آکولاد است، مانند `{n}` و `{day}`، باید بماند: برنامه مقدار را در جای آن می‌گذارد.
4. جدول را برای پروژه بفرستید؛ متن‌ها در فهرست ترجمه اصلاح و این صفحه از نو نوشته می‌شود.

اگر متنی نادرست است و متن بهتری نمی‌شناسید، در `better` بنویسید «؟».

"""


def review_texts() -> Iterator[Text]:
    """The texts in the order in which they should be read.

    Examples
    --------
    >>> next(review_texts())[0]
    'code.statuses.announced'
    """
    labels = code_labels()
    for scheme in _SCHEMES:
        for code in CODES[scheme]:
            said = labels.get(code, {})
            if "fa" in said:
                yield f"code.{scheme}.{code}", said.get("en", code), said["fa"]
    texts = page_texts()
    for key, english in texts["en"].items():
        if key in texts["fa"]:
            yield f"page.{key}", english, texts["fa"][key]


def review_page() -> str:
    """The page, in Markdown."""
    rows = ["| شناسه | English | اکنون |", "| --- | --- | --- |"]
    for name, english, persian in review_texts():
        cells = (f"`{name}`", english, persian)
        rows.append(
            "| " + " | ".join(one.replace("|", "\\|").strip() or " " for one in cells) + " |"
        )
    return _HEAD + "\n".join(rows) + "\n"


def review_table() -> str:
    """The table to fill in: id, English, the text now, a better one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "english", "now", "better"))
    writer.writerows((*text, "") for text in review_texts())
    return out.getvalue()
