"""The closed list of checks a rule may name where a pattern cannot see enough.

Adding one: a function in `marks`, `structure` or `wording` and a line in `CHECKS`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.proofreading import marks, structure, wording
from forms.proofreading.findings import Draft, Hit

NO_PATTERN = re.compile("(?!)")
"""What a check gets whose rule has no pattern: it matches nothing."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the closed list.

    Attributes:
        run: Yields what it finds in a draft; never fails on any text.
        takes_pattern: The rule gives it a pattern to look for.
        mends: It may say for certain what to put in place.
    """

    run: Callable[[Draft, re.Pattern[str]], Iterator[Hit]]
    takes_pattern: bool = False
    mends: bool = False


CHECKS: dict[str, Check] = {
    "abolished_districts": Check(wording.abolished_districts),
    "annex_list": Check(structure.annex_list),
    "claim_without_number": Check(wording.claim_without_number, takes_pattern=True),
    "document_titles": Check(wording.document_titles),
    "half_width_brackets": Check(marks.half_width_brackets, mends=True),
    "level_numbers": Check(structure.level_numbers),
    "paired_marks": Check(marks.paired_marks),
    "parts_exceed_whole": Check(wording.parts_exceed_whole),
    "personal_facts": Check(wording.personal_facts),
    "real_dates": Check(wording.real_dates),
    "request_in_report": Check(structure.request_in_report, takes_pattern=True),
    "same_in_table_and_text": Check(wording.same_in_table_and_text),
    "single_annex": Check(structure.single_annex),
    "straight_quotes": Check(marks.straight_quotes, mends=True),
    "title_in_title": Check(marks.title_in_title, mends=True),
}
"""All checks by name."""
