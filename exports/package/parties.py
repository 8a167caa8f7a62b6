"""Who exchanges packages: this station with its keys, and the others as they are pinned here."""

from dataclasses import dataclass

from exports.package.manifest import Party
from exports.package.suites import OwnKeys, PublicKeys
from models.edition import CITY

__all__ = ["CITY", "OwnStation", "Peer"]


@dataclass(frozen=True, slots=True)
class OwnStation:
    """This station.

    Attributes:
        party: How it is named in manifests.
        keys: Its keys.
    """

    party: Party
    keys: OwnKeys


@dataclass(frozen=True, slots=True)
class Peer:
    """Another station as it is pinned here.

    Attributes:
        party: How it is named in manifests.
        keys: Its public keys, pinned at enrolment.
        enrolment: Id of the enrolment between it and us.
        revoked: Its enrolment was taken back.
    """

    party: Party
    keys: PublicKeys
    enrolment: str
    revoked: bool = False
