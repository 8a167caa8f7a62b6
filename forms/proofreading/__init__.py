"""Proofreading of official documents (公文体检): rules of the pack over blocks of text, with mending where it is certain."""

from forms.passages import BlockKind, TextBlock
from forms.proofreading.findings import Remark
from forms.proofreading.inspection import proofread
from forms.proofreading.mending import mend, mend_blocks
from forms.proofreading.rules import load_rules

__all__ = ["BlockKind", "Remark", "TextBlock", "load_rules", "mend", "mend_blocks", "proofread"]
