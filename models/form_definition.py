"""The form definitions that frozen revisions were filled in, kept beside them: the pack moves on, what was submitted does not."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class FormDefinition(Base):
    """One version of one form definition, as it was when a document was first frozen in it.

    Attributes:
        payload: The JSON text of the `forms.definition.Form`.
    """

    __tablename__ = "form_definition"

    form_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    payload: Mapped[str]
