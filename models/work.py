"""One unit of work: the session, who works, and when; handed to every operation."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.programme.pack import Programme


@dataclass(frozen=True, slots=True)
class Work:
    """What an operation needs to do its work and to be recorded.

    Attributes:
        session: Open session inside one transaction; the operation never commits.
        programme: The programme pack of the workspace.
        by: Name of the officer.
        at: The moment, UTC; operations never read the clock.
        on: The officer's local date.
    """

    session: Session
    programme: Programme
    by: str
    at: datetime
    on: date
