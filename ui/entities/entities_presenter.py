"""Behaviour of the entity register without widgets: what it lists, what one entity's dialog asks, saving, deleting."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject

from forms.definition import Form, Section
from forms.field_types import FIELD_TYPES
from models.changes import Changes
from models.plain import Plain
from models.queries.entities import EntityRow, SameCode, entity_facts, find_same_code, list_entities
from models.things import Thing
from ui.dialogs.excerpt import Excerpt, ask, excerpt

if TYPE_CHECKING:
    from ui.context import Context

CONTACT = ("contact", "contact_title", "mobile", "tel", "email")
REMARK = "remark"


class EntitiesPresenter(QObject):
    """Reads and changes the register."""

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._excerpt: Excerpt | None = None

    def rows(self) -> list[EntityRow]:
        """Return all entities."""
        return list_entities(self.context.reader, self.context.programme)

    @property
    def asked(self) -> Excerpt:
        """What is asked about an entity: what the application form asks, and a remark."""
        if self._excerpt is None:
            part = excerpt(self.context.form, "entity")
            columns = part.columns | {REMARK: REMARK}
            remark = ask(REMARK, "备注", "long_text", lines=3, guidance="只在本单位内部使用，不印在申报表上。")
            fields = part.form.fields()
            sections = (
                Section(key="identity", title="主体信息", field=tuple(f for f in fields if columns[f.key] not in CONTACT)),
                Section(key="contact", title="联系方式", field=tuple(f for f in fields if columns[f.key] in CONTACT)),
                Section(key=REMARK, title="", field=(remark,)),
            )
            self._excerpt = Excerpt(replace(part.form, section=sections), columns)
        return self._excerpt

    @property
    def form(self) -> Form:
        """The fields of the dialog."""
        return self.asked.form

    def key_of(self, column: str) -> str:
        """Return the key of the field that shows a column; empty when the form does not ask for it."""
        return next((key for key, name in self.asked.columns.items() if name == column), "")

    def values(self, entity_id: str) -> dict[str, Plain] | None:
        """Return the values of one entity by field key, ``None`` when it is gone."""
        facts = entity_facts(self.context.reader, entity_id)
        if facts is None:
            return None
        held = facts._asdict()
        return {field.key: self._plain(field.key, held[self.asked.columns[field.key]]) for field in self.form.fields()}

    def save(self, entity_id: str | None, values: Mapping[str, Plain], entered: Mapping[str, str]) -> Changes | None:
        """Save one entity; the code goes as it was typed, so that the history can tell."""
        from models.operations.entities import save_entity

        facts: dict[str, Plain] = {column: _stored(column, values.get(key)) for key, column in self.asked.columns.items()}
        if typed := entered.get(self.key_of("uscc")):
            facts["uscc"] = typed
        return self.context.perform(save_entity, entity_id, facts)

    def same_code(self, code: Plain, except_id: str) -> SameCode | None:
        """Return another entity that carries the code already."""
        found = find_same_code(self.context.reader, code if isinstance(code, str) else "", except_id)
        return found[0] if found else None

    def delete(self, entity_id: str) -> Changes | None:
        """Move one entity to the recycle bin; the officer is told when projects still need it."""
        from models.operations.recycling import delete

        return self.context.perform(delete, Thing.ENTITY.value, entity_id)

    def _plain(self, key: str, stored: Plain) -> Plain:
        """Return a stored column as the plain value of its field; a text that cannot be read stays as typed."""
        field = next(field for field in self.form.fields() if field.key == key)
        if isinstance(stored, list):
            return stored or None
        text = str(stored or "")
        if field.type == "cascade":
            return text.split(",") if text else None
        return FIELD_TYPES[field.type].read(field, text, self.context.programme)


def _stored(column: str, value: Plain) -> Plain:
    """Return a field's value as its column keeps it."""
    if isinstance(value, dict):
        return str(value.get("unparsed", ""))
    if isinstance(value, list) and column != "tags":
        return ",".join(str(key) for key in value)
    return value
