"""What an office prepares each week: briefs, lists of what waits, calendars, reports.

Everything here is a *document* (:mod:`cityties.office.document`): headings, lines and tables
in which each line names the claims and sources that it is based on, or the question that
found nothing. What was true on a day is asked of the readings and of the named questions; no
rule of theirs is written again here.
"""
