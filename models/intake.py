"""What the city took in of the districts' submissions (收件): who met which obligation when, and what lay in the package.

Projects, entities, progress, figures, frozen revisions and evidence are rows of their own tables, with the district in `office`.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, PlainText
from models.plain import Plain


class PartKind(StrEnum):
    """What one entry of a package is."""

    FORM = "form"
    DOCUMENT = "document"
    EVIDENCE = "evidence"


class ReceivedSubmission(Base):
    """What one submission package said of itself (`models.exchange.Submission`).

    Attributes:
        office: Key of the district.
        obligation_id: Key of the dated obligation in the pack, or the district's ad-hoc request.
        on: The day of submitting, by which timeliness is judged.
        nil: A nil report (零报告).
        effects: What taking it in changed: kind of thing (`models.operations.city.effects.EFFECTS`) to the number of new, changed
            and unchanged ones.
    """

    __tablename__ = "received_submission"
    __table_args__ = (Index(None, "office", "obligation_id"),)

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), primary_key=True)
    office: Mapped[str]
    obligation_id: Mapped[str] = mapped_column(String(60))
    obligation_title: Mapped[str]
    on: Mapped[date]
    nil: Mapped[bool] = mapped_column(default=False)
    officer: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    effects: Mapped[Plain] = mapped_column(PlainText(), default=None)


class ReceivedPart(Base):
    """One entry of a taken package; its bytes stay in the package (`models.package.ReceivedPackageContent`).

    Attributes:
        kind: A `PartKind`.
        revision_id: The frozen revision it is, or was made from; empty for others.
        project_id: The project it belongs to; empty for the district.
    """

    __tablename__ = "received_part"

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), primary_key=True)
    entry: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    project_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    size: Mapped[int]


class RefusedPackage(Identified, Base):
    """A package of a known sender that was not taken in; only the receipt speaks of it, its bytes are not kept.

    Attributes:
        code: `exports.package.refusals.Refusal`, or ``officer`` where somebody here decided so: then its place in the chain is taken.
        note: The reason, for the receipt.
        answered: A receipt has been sent.
    """

    __tablename__ = "refused_package"
    __table_args__ = (Index(None, "sender", "recipient", "sequence"),)

    sender: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(60))
    office: Mapped[str]
    name: Mapped[str]
    sequence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str]
    code: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    answered: Mapped[bool] = mapped_column(default=False)
