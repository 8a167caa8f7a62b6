"""The generated help page: complete, and as fresh as the pack it is made from."""

import re

import pytest

from build.manual import PATTERNS, TARGET, TYPES, main, manual
from forms.field_types import FIELD_TYPES
from forms.patterns import PATTERNS as KNOWN_PATTERNS
from tests.unit.complete_form import form, programme

TEXT = manual(programme())


def test_the_page_in_the_help_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == TEXT, "run: python3 build/dev.py manual"


def test_it_is_written_where_the_help_looks(tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path_factory.mktemp("help") / "manual.md"
    assert main(target) == 0
    assert capsys.readouterr().out.strip() == str(target)
    assert target.read_bytes() == TARGET.read_bytes()


def test_every_field_column_indicator_and_obligation_is_in_it() -> None:
    cells = {cell.strip().removesuffix("（法定）").removesuffix("（可零报告）") for line in TEXT.splitlines() for cell in line.split("|")}
    fields = [field.label for field in form().fields()]
    columns = [column.label for field in form().fields() for column in field.column if not column.hidden]
    indicators = [item.name for item in programme().indicators]
    obligations = [item.title for item in programme().obligations]
    assert [name for name in (*fields, *columns, *indicators, *obligations) if name not in cells] == []
    assert all(f"### {section.title}\n" in TEXT for section in form().section)


def test_types_and_patterns_have_words() -> None:
    assert set(TYPES) == set(FIELD_TYPES)
    assert set(PATTERNS) >= {item.pattern for field in form().fields() for item in (field, *field.column)} - {""}
    assert set(PATTERNS) <= set(KNOWN_PATTERNS)


def test_every_table_is_even_and_in_plain_words() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    blocks = re.split(r"\n\n", TEXT)
    for block in blocks:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines() if line.startswith("|")}
        assert len(widths) <= 1, block
    assert len(rows) > 150
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|_", TEXT)
