"""Packages as they were sent and received (报送包、反馈包、方案包), with their bytes, and what they held."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Versioned


class SentPackage(Identified, Versioned, Base):
    """A package that was made here; its bytes stay, so that the same file can be handed over again.

    Attributes:
        station_id: The station that signed it.
        recipient: Id of the peer, or the key of the office while the sender is 未登记.
        digest: Hash of the manifest: its name in receipts and in the chain.
        previous: Digest of the package before.
        file_name: Proposed name of the file.
        file_sha256: Hex digest of the file.
        obligation_id: What it answers; empty for other packages.
        note: What the receipt says.
    """

    __tablename__ = "sent_package"
    __table_args__ = (UniqueConstraint("station_id", "recipient", "sequence"),)
    kind_label = "发出的包"
    labels: ClassVar[dict[str, str]] = {"title": "内容", "state": "状态", "note": "回执说明", "withdraw_reason": "撤回原因"}

    station_id: Mapped[str] = mapped_column(ForeignKey("station.id"))
    recipient: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(4))
    sequence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str]
    obligation_id: Mapped[str] = mapped_column(String(60), default="", index=True)
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    state: Mapped[str]
    made_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    exported_at: Mapped[datetime | None] = mapped_column(default=None)
    received_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdraw_reason: Mapped[str] = mapped_column(default="")


class SentPackageContent(Base):
    """The file of one sent package, apart from it so that lists never load it."""

    __tablename__ = "sent_package_content"

    sent_package_id: Mapped[str] = mapped_column(ForeignKey("sent_package.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SentPart(Base):
    """One thing that a sent package held.

    Attributes:
        entry: Its entry in the archive.
        revision_id: The frozen revision, for a form.
        evidence_id: The evidence, for evidence.
        project_id: The project it belongs to; empty for the district.
        sha256: Hex digest of the content.
    """

    __tablename__ = "sent_part"

    sent_package_id: Mapped[str] = mapped_column(ForeignKey("sent_package.id"), primary_key=True)
    entry: Mapped[str] = mapped_column(String(120), primary_key=True)
    title: Mapped[str]
    revision_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    evidence_id: Mapped[str] = mapped_column(String(32), default="")
    project_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class ReceivedPackage(Identified, Versioned, Base):
    """A package that came from another station.

    Attributes:
        sender: Id of the sending station.
        recipient: Id of our station it was made for, which a re-enrolment changes: each pair of stations has a chain of its own.
        name: Full name of the sender as pinned; as it calls itself when 未登记.
        digest: Hash of the manifest.
        previous: Digest of the package before.
        made_at: When it was made, by the sender's clock; ours cannot rightly lie behind it.
        taken_at: When it was applied; ``None`` while it waits behind a gap.
        answered: A receipt for its present state has been sent.
    """

    __tablename__ = "received_package"
    __table_args__ = (Index(None, "sender", "recipient", "sequence"),)
    kind_label = "收到的包"
    labels: ClassVar[dict[str, str]] = {"name": "来自", "file_name": "文件", "state": "状态"}

    sender: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(4))
    sequence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str]
    size: Mapped[int]
    program: Mapped[str]
    pack_version: Mapped[str]
    state: Mapped[str]
    made_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(default="")
    answered: Mapped[bool] = mapped_column(default=False)


class ReceivedPackageContent(Base):
    """The file of one received package, apart from it so that lists never load it."""

    __tablename__ = "received_package_content"

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class WithdrawnPackage(Base):
    """A package that its sender withdrew before it came here; nobody waits for it."""

    __tablename__ = "withdrawn_package"

    sender: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(60), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
