"""Two stations that know each other, and a package with everything that can be in one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from exports.package.manifest import PackVersion, Party
from exports.package.parties import CITY, OwnStation, Peer
from exports.package.suites import MODERN, suite
from exports.package.writing import Built, File, Place, build
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from models.exchange import (
    ChangedDates,
    Content,
    Decision,
    DocumentFile,
    EntityFacts,
    EvidenceFile,
    FieldComment,
    FormFile,
    IndicatorFacts,
    MatterFacts,
    Message,
    MilestoneFacts,
    NewPack,
    PackFile,
    ProgressFacts,
    ProjectFacts,
    Receipt,
    Reply,
    ReturnedForm,
    Submission,
    ValueFacts,
)
from models.plain import Plain
from models.programme.pack import load_programme

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ON = date(2026, 11, 20)
PROGRAM = "1.0.0"
ENROLMENT = "e" * 32
PACK = PackVersion(id="chongqing-2025", version="1.0")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def id_of(number: int) -> str:
    return f"{number:032x}"


@dataclass(frozen=True)
class Pair:
    """District and city, enrolled with each other."""

    district: OwnStation
    city: OwnStation
    stranger: OwnStation

    @property
    def of_city(self) -> dict[str, Peer]:
        """What the city has pinned."""
        return {self.district.party.station: Peer(self.district.party, self.district.keys.public, ENROLMENT)}

    @property
    def of_district(self) -> dict[str, Peer]:
        """What the district has pinned."""
        return {self.city.party.station: Peer(self.city.party, self.city.keys.public, ENROLMENT)}


def station(number: int, office: str, name: str, suite_name: str = MODERN) -> OwnStation:
    party = Party(station=id_of(number), office=office, name=name)
    return OwnStation(party, suite(suite_name).new_keys())


def pair(suite_name: str = MODERN) -> Pair:
    return Pair(
        station(1, "500100", "示例区人力资源和社会保障局", suite_name),
        station(2, CITY, "示例市人力资源和社会保障局", suite_name),
        station(3, "500101", "另一示例区人力资源和社会保障局", suite_name),
    )


DEFINITION = load_form(load_programme(PACK.id))


def snapshot(project: int, revision: int = 1, values: dict[str, Plain] | None = None) -> FormSnapshot:
    return FormSnapshot(
        form=DEFINITION.key,
        form_version=DEFINITION.version,
        programme=PACK.id,
        programme_version=PACK.version,
        project_id=id_of(project),
        number=f"示例-2026-{project:03}",
        title=f"示例项目{project}",
        entity="示例公司",
        district="示例区",
        office="示例区人力资源和社会保障局",
        revision=revision,
        frozen_on=ON,
        values=values if values is not None else {"goal": "建成示例平台\n服务企业100家"},
        shown={"goal": "建成示例平台"},
        attachments={},
        explained=[],
        opinion="同意推荐",
        rank=1,
    )


def project(number: int) -> ProjectFacts:
    base = number * 1000
    return ProjectFacts(
        id=id_of(number),
        number=f"示例-2026-{number:03}",
        title=f"示例项目{number}",
        entity=EntityFacts(id=id_of(base + 1), name="示例公司", kind="enterprise", uscc="示例代码"),
        state="continuing",
        main_area="a1",
        other_areas=("a2",),
        period_start="2025-07",
        period_end="2027-12",
        rank=number,
        progress=(ProgressFacts(id=id_of(base + 2), on=ON, text="完成示例对接会3场"),),
        milestones=(MilestoneFacts(id=id_of(base + 3), title="平台上线", planned_on=ON),),
        problems=(MatterFacts(id=id_of(base + 4), on=ON, text="示例问题"),),
        support_requests=(MatterFacts(id=id_of(base + 5), on=ON, text="示例事项", addressed_to="市级"),),
        indicators=(
            IndicatorFacts(
                id=id_of(base + 6),
                name="服务企业数",
                key="served",
                unit="家",
                kind="cumulative",
                targets={"2026": "100"},
                values=(ValueFacts(id=id_of(base + 7), on=ON, value="88.5"),),
            ),
        ),
        removed=(id_of(base + 8),),
    )


def submission() -> tuple[Submission, list[File]]:
    """A submission of two projects with a form each, two documents and one piece of evidence."""
    files = [
        File("definitions/application-1.json", "试点申报表", "application/json", msgspec.json.encode(DEFINITION)),
        File("documents/0001.docx", "试点申报表（示例项目1）", WORD, b"PK\3\4 the form in Word"),
        File("documents/0002.docx", "报送函", WORD, b"PK\3\4 the letter"),
        File("evidence/0001.pdf", "示例协议", "application/pdf", b"%PDF-1.7 " + bytes(range(256))),
    ]
    forms = []
    for number in (1, 2):
        name = f"forms/{number:04}.json"
        files.append(File(name, f"示例项目{number}", "application/json", msgspec.json.encode(snapshot(number), order="deterministic")))
        forms.append(
            FormFile(
                file=name,
                definition="definitions/application-1.json",
                document_id=id_of(number),
                revision_id=id_of(50 + number),
                number=1,
                submitted_on=ON,
            )
        )
    content = Submission(
        obligation="yearly-2026",
        obligation_title="2026年度情况报告",
        on=ON,
        officer="示例经办人",
        phone="示例电话",
        note="请审阅。",
        projects=(project(1), project(2)),
        forms=tuple(forms),
        documents=(
            DocumentFile(file="documents/0001.docx", file_name="试点申报表.docx", title="试点申报表", revision_id=id_of(51)),
            DocumentFile(file="documents/0002.docx", file_name="报送函.docx", title="报送函"),
        ),
        evidence=(
            EvidenceFile(file="evidence/0001.pdf", evidence_id=id_of(70), project_id=id_of(1), file_name="协议.pdf", title="示例协议"),
        ),
        answers={id_of(90): "已补充。"},
    )
    return content, files


def nil_report() -> tuple[Submission, list[File]]:
    """A submission without any file."""
    return Submission(obligation="yearly-2027", obligation_title="2027年度情况报告", on=ON, officer="示例经办人", nil=True), []


def reply() -> tuple[Reply, list[File]]:
    """A reply with one of everything, and a new pack."""
    files = [File("pack/0001.toml", "programme.toml", "application/toml", "id = '示例'\n".encode())]
    content = Reply(
        on=ON,
        officer="示例市级经办人",
        receipts=(Receipt(package="ab" * 32, sequence=1, received_on=ON),),
        missing=(2,),
        returned=(
            ReturnedForm(
                id=id_of(101),
                revision_id=id_of(51),
                document_id=id_of(1),
                reason="目标不具体",
                due=ON,
                comments=(FieldComment(id=id_of(102), field="goal", text="请写明数量"),),
            ),
        ),
        decisions=(Decision(id=id_of(103), project_id=id_of(2), state="selected", on=ON, basis="示例文号"),),
        dates=(ChangedDates(id=id_of(104), obligation="yearly-2026", due=ON, reason="示例通知"),),
        messages=(Message(id=id_of(105), title="示例通知", text="请注意。", on=ON),),
        pack=NewPack(id="chongqing-2025", version="1.1", note="示例", files=(PackFile(file="pack/0001.toml", path="programme.toml"),)),
    )
    return content, files


def new_pack() -> tuple[NewPack, list[File]]:
    content, files = reply()
    assert content.pack is not None
    return content.pack, files


def made(
    sender: OwnStation,
    recipient: Party,
    content: Content,
    files: list[File],
    place: Place | None = None,
    enrolment: str | None = None,
    pack: PackVersion = PACK,
) -> Built:
    return build(
        content,
        files,
        sender=sender,
        recipient=recipient,
        enrolment=ENROLMENT if enrolment is None else enrolment,
        place=place or Place(),
        pack=pack,
        made_at=AT,
        program=PROGRAM,
    )
