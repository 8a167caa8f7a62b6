"""Mending what the rules may mend by themselves (可自动)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from forms.passages import TextBlock
from forms.proofreading.findings import Remark
from forms.proofreading.inspection import inspect
from forms.proofreading.rules import Mend, load_rules
from models.programme.pack import Programme

MOST_ROUNDS = 50
"""Most inspections of one call; every round makes the text shorter or its marks fewer, so that a handful is enough."""


def mend(text: str, remarks: Sequence[Remark]) -> str:
    """Return the text of one block with its mendable remarks mended.

    A remark whose words no longer stand at its place (the officer has gone on writing) is left out; so is one that overlaps
    another that has been mended.

    Args:
        text: Text of the block.
        remarks: Remarks on this block, in any order; those that cannot be mended are ignored.
    """
    pieces = []
    end = 0
    for remark in sorted(remarks, key=lambda remark: (remark.start, remark.end)):
        if remark.replacement is not None and remark.start >= end and text[remark.start : remark.end] == remark.found:
            pieces += [text[end : remark.start], remark.replacement]
            end = remark.end
    return "".join([*pieces, text[end:]])


def mend_blocks(text_blocks: Sequence[TextBlock], programme: Programme, on: date) -> tuple[list[TextBlock], list[Remark]]:
    """Mend a whole document until nothing mendable is left: what one mending brings together another may have to mend.

    Returns:
        The blocks as mended, and the remarks that were followed, in the order they were.

    Raises:
        ResourceError: The rules of the pack are wrong.
    """
    automatic = [ready for ready in load_rules(programme) if ready.rule.mend is Mend.AUTOMATIC]
    blocks = list(text_blocks)
    followed: list[Remark] = []
    for _ in range(MOST_ROUNDS):
        remarks = [remark for remark in inspect(blocks, programme, on, automatic) if remark.mendable]
        if not remarks:
            break
        followed += remarks
        by_block: dict[str, list[Remark]] = defaultdict(list)
        for remark in remarks:
            by_block[remark.block].append(remark)
        blocks = [replace(block, text=mend(block.text, by_block[block.key])) for block in blocks]
    return blocks, followed
