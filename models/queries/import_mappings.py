"""The named mappings of spreadsheet columns."""

import json

from models.reading import Reader


def mappings(reader: Reader) -> dict[str, dict[str, str]]:
    """Return the mappings by name, in order of their names; each maps the text of a column's head to the key of a fact."""
    return {
        name: dict(json.loads(columns) or {}) for name, columns in reader.rows("SELECT name, columns FROM import_mapping ORDER BY name")
    }
