"""Paragraphs with the freedom that official documents need: indents, rules, right tabs (children in the standard's order)."""

from collections.abc import Sequence

from exports.word.looks import TWIPS_PER_POINT, Look

Border = tuple[str, str, int, int, str]
"""Side, kind, width in 1/8 pt, distance in pt, colour."""


def line(
    look: Look,
    *runs: str,
    keep_next: bool = False,
    page_break: bool = False,
    border: Border | None = None,
    tabs: Sequence[tuple[str, int]] = (),
    exact: float = 0,
    after: float = 0,
    left: int = 0,
    right: int = 0,
    hanging: int = 0,
    align: str = "",
    section: str = "",
) -> str:
    """Return one paragraph.

    Args:
        look: Its style.
        runs: What `exports.word.body.run` returns.
        keep_next: Stays on the page of what follows.
        page_break: Begins a new page.
        border: A rule at one side.
        tabs: Kind and place in twips of tab stops.
        exact: Line height in points; 0: the style's.
        after: Space after in points, with `exact` only.
        left: Left indent in twips; given indents end the style's first line indent.
        right: Right indent in twips.
        hanging: How much the first line begins before the others, in twips.
        align: Overrides the style's alignment.
        section: The ``w:sectPr`` of the section that ends here.
    """
    stops = "".join(f'<w:tab w:val="{kind}" w:pos="{place}"/>' for kind, place in tabs)
    indented = left or right or hanging
    first = f'w:hanging="{hanging}"' if hanging else 'w:firstLineChars="0" w:firstLine="0"'
    indent = f'<w:ind w:left="{left}" w:right="{right}" {first}/>'
    properties = [
        f'<w:pStyle w:val="{look.style}"/>',
        "<w:keepNext/>" if keep_next else "",
        "<w:pageBreakBefore/>" if page_break else "",
        f"<w:pBdr>{_rule(border)}</w:pBdr>" if border else "",
        f"<w:tabs>{stops}</w:tabs>" if stops else "",
        f'<w:spacing w:before="0" w:after="{_twips(after)}" w:line="{_twips(exact)}" w:lineRule="exact"/>' if exact else "",
        indent if indented else "",
        f'<w:jc w:val="{align}"/>' if align else "",
        look.run_properties,
        section,
    ]
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{''.join(runs)}</w:p>"


def _twips(points: float) -> int:
    return round(points * TWIPS_PER_POINT)


def _rule(border: Border) -> str:
    side, kind, width, distance, colour = border
    return f'<w:{side} w:val="{kind}" w:sz="{width}" w:space="{distance}" w:color="{colour}"/>'
