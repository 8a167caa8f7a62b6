"""Write the templates of official documents that a programme pack ships: ``python -m build.templates [PROGRAMME]``.

The files are kept in the repository, so that a change of the layout shows which templates change with it; a test compares them.
"""

import sys
from pathlib import Path

from exports.word.official.shipped import template_bytes
from exports.word.official.structure import Kind
from exports.word.official.templates import shipped_template

PROGRAMME = "chongqing-2025"


def write_templates(programme: str) -> list[Path]:
    """Write the template of each kind and return the files."""
    written = []
    for kind in Kind:
        target = shipped_template(programme, kind)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(template_bytes(kind))
        written.append(target)
    return written


if __name__ == "__main__":
    for file in write_templates(sys.argv[1] if len(sys.argv) > 1 else PROGRAMME):
        print(file)
