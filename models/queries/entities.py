"""The register of pilot entities (主体库) as lists."""

from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.showing import joined, keys, local_minute, namer
from models.reading import Reader


class EntityRow(NamedTuple):
    """One entity of the list; `kind` and `tags` are names, `updated` is local time, `district` who reported it, empty: this office."""

    id: str
    name: str
    kind: str
    uscc: str
    industry: str
    tags: str
    contact: str
    mobile: str
    tel: str
    address: str
    projects: int
    updated: str
    district: str


class EntityFacts(NamedTuple):
    """Everything of one entity, as stored (keys, not names)."""

    id: str
    name: str
    kind: str
    kind_other: str
    uscc: str
    legal_rep: str
    address: str
    founded: str
    tags: list[str]
    industry: str
    hr_licence: str
    contact: str
    contact_title: str
    mobile: str
    tel: str
    email: str
    remark: str


class EntityChoice(NamedTuple):
    """One entity to choose from."""

    id: str
    name: str
    uscc: str


class SameCode(NamedTuple):
    """An entity that carries a code already."""

    id: str
    name: str
    projects: int


def list_entities(reader: Reader, programme: Programme) -> list[EntityRow]:
    """Return all entities by name, with the number of their projects."""
    kind, tag, industry = (namer(programme, key) for key in ("entity_kind", "entity_tag", "gbt4754"))
    districts = {district.code: district.short for district in programme.districts}
    counts = dict(reader.rows("SELECT entity_id, COUNT(*) FROM project WHERE deleted_at IS NULL GROUP BY entity_id"))
    return [
        EntityRow(
            id,
            name,
            other or kind(kind_key),
            uscc,
            joined(map(industry, codes.split(","))),
            joined(map(tag, keys(tags))),
            contact,
            mobile,
            tel,
            address,
            counts.get(id, 0),
            local_minute(updated),
            districts.get(office, office),
        )
        for id, name, kind_key, other, uscc, codes, tags, contact, mobile, tel, address, updated, office in reader.rows(
            "SELECT id, name, kind, kind_other, uscc, industry, tags, contact, mobile, tel, address, updated_at, office"
            " FROM pilot_entity WHERE deleted_at IS NULL ORDER BY name, id"
        )
    ]


def entity_facts(reader: Reader, entity_id: str) -> EntityFacts | None:
    """Return one entity for editing, ``None`` when it is gone."""
    columns = ", ".join(EntityFacts._fields)
    rows = reader.rows(f"SELECT {columns} FROM pilot_entity WHERE id = :id AND deleted_at IS NULL", id=entity_id)
    return EntityFacts(*rows[0])._replace(tags=keys(rows[0][EntityFacts._fields.index("tags")])) if rows else None


def entity_choices(reader: Reader) -> list[EntityChoice]:
    """Return all entities to choose from, by name."""
    return [EntityChoice(*row) for row in reader.rows("SELECT id, name, uscc FROM pilot_entity WHERE deleted_at IS NULL ORDER BY name, id")]


def person_names(reader: Reader) -> frozenset[str]:
    """Return the names of persons that the register and the office hold."""
    rows = reader.rows("SELECT legal_rep FROM pilot_entity UNION SELECT contact FROM pilot_entity UNION SELECT officer FROM office")
    return frozenset(name.strip() for (name,) in rows if name and len(name.strip()) > 1)


def find_same_code(reader: Reader, uscc: str, except_id: str = "") -> list[SameCode]:
    """Return the entities that carry the credit code (统一社会信用代码) already; nothing for an empty code."""
    if not uscc:
        return []
    return [
        SameCode(*row)
        for row in reader.rows(
            "SELECT e.id, e.name, (SELECT COUNT(*) FROM project p WHERE p.entity_id = e.id AND p.deleted_at IS NULL)"
            " FROM pilot_entity e WHERE e.uscc = :uscc AND e.id <> :except_id AND e.deleted_at IS NULL ORDER BY e.name",
            uscc=uscc,
            except_id=except_id,
        )
    ]
