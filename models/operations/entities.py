"""The register of pilot entities (主体库)."""

from collections.abc import Mapping

from models.changes import Changes, Kind
from models.entity import PilotEntity
from models.operations.guarding import code, line, live, needed, only, passage
from models.plain import Plain
from models.recording import note_entered
from models.work import Work

LINES = (
    "name", "kind", "kind_other", "legal_rep", "address", "founded", "industry",
    "hr_licence", "contact", "contact_title", "mobile", "tel", "email",
)  # fmt: skip
FACTS = (*LINES, "uscc", "tags", "remark")


def save_entity(work: Work, entity_id: str | None, facts: Mapping[str, Plain]) -> Changes:
    """Create a pilot entity (试点主体) or edit the facts given; doubtful values are kept, findings are the form's business.

    Args:
        work: The unit of work.
        entity_id: The entity to edit; ``None`` for a new one.
        facts: Column name to plain value (`FACTS`); the credit code is normalised, what was typed stays in the history.

    Raises:
        UserError: The name is empty, or the entity is gone.
    """
    only(facts, FACTS)
    if entity_id is None:
        entity = PilotEntity(name="", created_at=work.at, updated_at=work.at)
        facts = {"name": "", **facts}
    else:
        entity = live(work, PilotEntity, entity_id)
        entity.updated_at = work.at
    if "name" in facts:
        needed(facts["name"], "主体名称")
    for column in LINES:
        if column in facts:
            setattr(entity, column, line(facts[column]))
    if "uscc" in facts:
        entity.uscc = code(facts["uscc"])
        if entity.uscc != (facts["uscc"] or ""):
            note_entered(work.session, entity, "uscc", str(facts["uscc"]))
    if "tags" in facts:
        entity.tags = [str(tag) for tag in facts["tags"]] if isinstance(facts["tags"], list) else []
    if "remark" in facts:
        entity.remark = passage(facts["remark"])
    work.session.add(entity)
    work.session.flush()
    return Changes.of(Kind.ENTITY, id=entity.id)
