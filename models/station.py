"""The stations (工作站) that exchange packages: this one with its keys, the others with the keys pinned at enrolment (入网)."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Versioned


class Station(Identified, Base):
    """This station, now or before a re-enrolment; the private keys never leave the encrypted workspace.

    Attributes:
        name: What the officer calls this computer, e.g. ``1号电脑``.
        office: Key of the district in the pack, or ``city``.
        suite: Name of the suite of algorithms.
        fingerprint: What is read aloud to compare (核对码).
        enrolment_id: The enrolment it was made for; empty: 未登记.
        replaced_at: When a newer one took its place; what was sealed to it can still be opened.
    """

    __tablename__ = "station"
    kind_label = "本机收发身份"
    labels: ClassVar[dict[str, str]] = {"name": "工作站", "fingerprint": "核对码", "replaced_at": "停用"}

    name: Mapped[str]
    office: Mapped[str]
    suite: Mapped[str]
    signing_public: Mapped[str]
    signing_private: Mapped[str]
    sealing_public: Mapped[str]
    sealing_private: Mapped[str]
    fingerprint: Mapped[str]
    enrolment_id: Mapped[str] = mapped_column(String(32), default="")
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)


class Peer(Identified, Versioned, Base):
    """Another station that packages come from and go to; its id is the id of that station. A district may have several.

    Attributes:
        name: Full name of its office.
        station_name: What its computer is called there.
        office: Key of the district in the pack, or ``city``.
        signing_public: Pinned at enrolment, never taken from a package; empty while only invited.
        enrolment_secret: What proves that the answer comes from who opened the enrolment file; gone at the city once registered,
            at the district once the fingerprints were compared.
        first_sequence: Number of the first package that is expected from it.
        confirmed_at: When the fingerprints were read aloud and found the same.
    """

    __tablename__ = "peer"
    kind_label = "收发单位登记"
    labels: ClassVar[dict[str, str]] = {
        "name": "单位名称",
        "station_name": "工作站",
        "state": "登记状态",
        "fingerprint": "核对码",
        "revoke_reason": "注销原因",
    }

    name: Mapped[str]
    station_name: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(index=True)
    suite: Mapped[str]
    signing_public: Mapped[str] = mapped_column(default="")
    sealing_public: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    enrolment_id: Mapped[str] = mapped_column(String(32), unique=True)
    enrolment_secret: Mapped[str] = mapped_column(default="")
    first_sequence: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime]
    registered_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoke_reason: Mapped[str] = mapped_column(default="")
