"""The inspection itself: every rule over every block, nothing inside quotations, one remark a place to mend."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from forms.passages import TextBlock
from forms.proofreading.checks import NO_PATTERN
from forms.proofreading.findings import Draft, Hit, Remark
from forms.proofreading.quotations import Quotation, quotations
from forms.proofreading.rules import AT, Mend, ReadyRule, load_rules
from models.programme.pack import Programme


def proofread(text_blocks: Sequence[TextBlock], programme: Programme, on: date) -> list[Remark]:
    """Return what the rules of the pack have to say about a document, in the order of its text.

    Nothing inside a quotation (“…”, 《…》) is remarked on, except by rules that concern quotations themselves. Of remarks that would
    mend the same place only the one of the earlier rule stands.

    Args:
        text_blocks: The document in its order.
        programme: The pack whose rules, districts, documents and indicators apply.
        on: Day of the document.

    Raises:
        ResourceError: The rules of the pack are wrong.
    """
    return inspect(text_blocks, programme, on, load_rules(programme))


def inspect(blocks: Sequence[TextBlock], programme: Programme, on: date, rules: Sequence[ReadyRule]) -> list[Remark]:
    """Return what some rules have to say about a document."""
    draft = Draft(blocks, programme, on)
    order = {block.key: number for number, block in enumerate(blocks)}
    quoted = {block.key: _Protection(quotations(block.text)) for block in blocks}
    mended = {block.key: bytearray(len(block.text)) for block in blocks}
    remarks = []
    for ready in rules:
        for hit in _hits(ready, draft):
            key = hit.block.key
            if not ready.rule.in_quotations and quoted[key].touches(hit.start, hit.end):
                continue
            remark = _remark(ready, hit)
            if remark.mendable:
                if any(mended[key][hit.start : hit.end]):
                    continue
                mended[key][hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            remarks.append(remark)
    return sorted(remarks, key=lambda remark: (order[remark.block], remark.start, remark.end))


class _Protection:
    """The quotations of a text, for asking fast."""

    def __init__(self, spans: Sequence[Quotation]) -> None:
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]

    def touches(self, start: int, end: int) -> bool:
        """Whether a character between `start` and `end` is quoted."""
        number = bisect_right(self._starts, end - 1)
        return number > 0 and self._ends[number - 1] > start


def _hits(ready: ReadyRule, draft: Draft) -> Iterator[Hit]:
    rule = ready.rule
    if rule.kinds:
        draft = Draft([block for block in draft.blocks if block.kind in rule.kinds], draft.programme, draft.on)
    if ready.check:
        yield from ready.check.run(draft, ready.pattern or NO_PATTERN)
    elif ready.pattern:
        group: int | str = AT if AT in ready.pattern.groupindex else 0
        for block in draft.blocks:
            for found in ready.pattern.finditer(block.text):
                start, end = found.span(group)
                if start < 0 or start == end:
                    continue
                replacement = rule.words.get(found[group]) if rule.words else None
                if rule.replacement is not None:
                    replacement = found.expand(rule.replacement)
                yield Hit(block, start, end, None if replacement == found[group] else replacement)


def _remark(ready: ReadyRule, hit: Hit) -> Remark:
    rule = ready.rule
    found = hit.block.text[hit.start : hit.end]
    suggestion = hit.advice or rule.advice
    if not suggestion and hit.replacement is not None:
        suggestion = f"改为“{hit.replacement}”。" if hit.replacement else f"删去“{found}”。"
    replacement = hit.replacement if rule.mend is Mend.AUTOMATIC else None
    return Remark(rule.key, rule.level, hit.block.key, hit.start, hit.end, found, rule.reason, suggestion or rule.reason, replacement)
