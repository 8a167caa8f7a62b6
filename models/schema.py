"""Every mapped class in one place, so that `Base.metadata` is the whole schema."""

from models.base import Base
from models.clock_mark import ClockMark
from models.document import Answer, DistrictReview, Document, Explanation, LinkedFigure, Revision
from models.entity import PilotEntity
from models.feedback import CityComment, CityDecision, CityMessage, CityReturn, FieldQuery, SentNews
from models.form_definition import FormDefinition
from models.hand_out import HandOut
from models.history import HistoryEntry
from models.import_mapping import ImportMapping
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.intake import ReceivedPart, ReceivedSubmission, RefusedPackage
from models.kept_pack import KeptPack, KeptPackFile
from models.obligation import AdHocTask, ObligationChange, ObligationRecord, StepDays
from models.office import Office
from models.office_template import OfficeTemplate, OfficeTemplateContent
from models.package import ReceivedPackage, ReceivedPackageContent, SentPackage, SentPackageContent, SentPart, WithdrawnPackage
from models.presence import PresenceMark
from models.project import Project, StateChange
from models.review import Expert, ReviewItem, ReviewRound, ScoreSheet
from models.station import Peer, Station
from models.tracking import Evidence, EvidenceContent, Milestone, Problem, ProgressEntry, SupportRequest

__all__ = [
    "AdHocTask",
    "Answer",
    "Base",
    "CityComment",
    "CityDecision",
    "CityMessage",
    "CityReturn",
    "ClockMark",
    "DistrictReview",
    "Document",
    "Evidence",
    "EvidenceContent",
    "Expert",
    "Explanation",
    "FieldQuery",
    "FormDefinition",
    "HandOut",
    "HistoryEntry",
    "ImportMapping",
    "IndicatorTarget",
    "IndicatorValue",
    "KeptPack",
    "KeptPackFile",
    "LinkedFigure",
    "Milestone",
    "ObligationChange",
    "ObligationRecord",
    "Office",
    "OfficeTemplate",
    "OfficeTemplateContent",
    "Peer",
    "PilotEntity",
    "PresenceMark",
    "Problem",
    "ProgressEntry",
    "Project",
    "ProjectIndicator",
    "ReceivedPackage",
    "ReceivedPackageContent",
    "ReceivedPart",
    "ReceivedSubmission",
    "RefusedPackage",
    "ReviewItem",
    "ReviewRound",
    "Revision",
    "ScoreSheet",
    "SentNews",
    "SentPackage",
    "SentPackageContent",
    "SentPart",
    "StateChange",
    "Station",
    "StepDays",
    "SupportRequest",
    "WithdrawnPackage",
]
