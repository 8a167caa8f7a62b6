"""What a handed-out form is made from: plain facts, read once, nothing live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms.collecting.marks import Identity
from forms.definition import Form
from models.plain import Plain


@dataclass(frozen=True, slots=True)
class Handed:
    """One form for one document, with what is known already.

    Attributes:
        form: Its definition.
        identity: The ids hidden in the file.
        values: Plain values by field key: the known facts.
        entity: Name of the pilot entity that fills it in.
        title: Title of the project.
        office: Full name of the office that asks for it.
        officer: Who is asked back.
        phone: The officer's telephone number.
        due: Day until which it is asked back; ``None``: none was set.
    """

    form: Form
    identity: Identity
    values: Mapping[str, Plain]
    entity: str
    title: str
    office: str
    officer: str = ""
    phone: str = ""
    due: date | None = None
