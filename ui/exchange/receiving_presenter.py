"""What the import of feedback packages (反馈包) shows and does: the verdict on each file, its effects, conflicts. For the worker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exports.exchange.packs import judge_pack
from exports.exchange.receiving import Looked, facts_of, look, look_at_files
from forms.comparing import compare
from forms.feedback import Effect, EffectKind, apply_pack, apply_reply, plan_pack, plan_reply
from forms.snapshots import current, form_of, of_revision
from models.changes import Changes
from models.errors import UserError
from models.exchange import NewPack, Reply, ReturnedForm
from models.operations.exchange import keep_waiting
from models.queries import exchange
from models.reading import Reader
from ui.tone import Tone
from ui.version import VERSION
from ui.worker import Progress

if TYPE_CHECKING:
    from ui.context import Context

WHOLE = "整份文书"
WRONG_WAY = ("这是区县报给市级的报送包，区县不导入。", "请核对是不是选错了文件；要看自己发出的内容，请到“已发出”。")


class ThreeWay(NamedTuple):
    """One field as it was submitted, what the city says of it, and what it holds now."""

    label: str
    submitted: str
    city: str
    now: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One file: what was found, in the officer's words, and what it would do.

    Attributes:
        looked: What was found; ``None``: it could not even be read.
        verdict: In one or two words.
        words: The sentence, and what to do next.
        pack_problem: What is wrong with the programme pack in it.
        conflicts: For returned forms that were edited since: the fields, by the effect's id.
    """

    name: str
    looked: Looked | None
    verdict: str
    tone: Tone
    words: str
    effects: tuple[Effect, ...] = ()
    pack_problem: str = ""
    conflicts: dict[str, list[ThreeWay]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether it can be taken in now."""
        return self.looked is not None and self.looked.refused is None and self.tone is Tone.OK

    @property
    def waits(self) -> bool:
        """Whether packages before it are missing."""
        return self.looked is not None and self.looked.waits

    @property
    def title(self) -> str:
        """The first line in the list."""
        return self.name

    @property
    def detail(self) -> str:
        """The second line in the list."""
        opened = self.looked.opened if self.looked else None
        return f"{opened.manifest.sender.name}，第{opened.manifest.sequence}号" if opened else "打不开"

    @property
    def badge(self) -> str:
        """The badge in the list."""
        return self.verdict


class ReceivingPresenter:
    """Looks at files and takes them in."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def look(self, paths: Sequence[Path], progress: Progress) -> list[Judged]:
        """Look at files, those in the tray (待处理) included; nothing changes."""
        judged: list[Judged] = []
        with self.context.workspace.snapshot() as reader:
            for path, found in look_at_files(reader, paths, VERSION, progress):
                if isinstance(found, Looked):
                    judged.append(self._judge(reader, found))
                else:
                    judged.append(Judged(path.name, None, "不能读", Tone.ERROR, f"{found.message}{found.hint}"))
            held = {one.looked.opened.digest for one in judged if one.looked and one.looked.opened}
            for row in exchange.received(reader):
                if row.state == "waiting" and row.digest not in held:
                    name, data = exchange.received_file(reader, row.id)
                    judged.append(self._judge(reader, look(reader, data, name, VERSION)))
        return sorted(judged, key=_order)

    def look_again(self, judged: Sequence[Judged], progress: Progress) -> list[Judged]:
        """Look at the same files once more, after one of them was taken in; what was taken in is left out."""
        found = []
        with self.context.workspace.snapshot() as reader:
            for done, one in enumerate(judged):
                progress(done, len(judged))
                found.append(self._judge(reader, look(reader, one.looked.data, one.name, VERSION)) if one.looked else one)
        return sorted(found, key=_order)

    def take_in(self, judged: Judged, leave_out: Collection[str], progress: Progress) -> Changes:
        """Back the workspace up, then apply a package once, in one transaction; one that waits goes into the tray.

        Raises:
            UserError: The backup cannot be made, or the package cannot be applied; nothing has changed then.
        """
        from forms.keeping import keep_counts

        workspace, looked = self.context.workspace, judged.looked
        if looked is None or looked.opened is None:
            raise UserError("这个文件打不开，没有导入。")
        facts, content = facts_of(looked), looked.opened.content
        if judged.waits:
            return workspace.perform(keep_counts, keep_waiting, facts, looked.data)
        workspace.back_up(progress, by_hand=True)
        if isinstance(content, NewPack):
            return workspace.perform(keep_counts, apply_pack, content, facts, looked.data, looked.opened.files, judged.pack_problem)
        assert isinstance(content, Reply)
        return workspace.perform(
            keep_counts, apply_reply, content, facts, looked.data, looked.opened.files, tuple(leave_out), judged.pack_problem
        )

    def _judge(self, reader: Reader, looked: Looked) -> Judged:
        name, opened, refused = looked.file_name, looked.opened, looked.refused
        if refused is not None and not looked.waits:
            known = refused.code == "duplicate"
            verdict = "已收到过" if known else "不能导入"
            return Judged(name, looked, verdict, Tone.NEUTRAL if known else Tone.ERROR, f"{refused.message}{refused.hint}")
        assert opened is not None
        content, programme = opened.content, self.context.programme
        pack = content if isinstance(content, NewPack) else content.pack if isinstance(content, Reply) else None
        problem = judge_pack(pack, opened.files) if pack is not None and pack.id == programme.id else ""
        effects: list[Effect] = []
        if isinstance(content, NewPack):
            effects = [plan_pack(programme, content, problem)]
        elif isinstance(content, Reply):
            effects = plan_reply(reader, programme, content, self.context.today(), problem)
            effects = [self._labelled(reader, effect) for effect in effects]
        else:
            return Judged(name, looked, "不能导入", Tone.ERROR, "".join(WRONG_WAY))
        if refused is not None:
            return Judged(name, looked, "等前面的包", Tone.WARNING, f"{refused.message}{refused.hint}", tuple(effects), problem)
        conflicts = {}
        if isinstance(content, Reply):
            wanted = {effect.id for effect in effects if effect.conflict and effect.kind is EffectKind.RETURN}
            conflicts = {one.id: self._three_way(reader, one) for one in content.returned if one.id in wanted}
        words = "核对无误：签名正确，内容完整，编号接得上。导入前账套不会改动。"
        return Judged(name, looked, "可以导入", Tone.OK, words, tuple(effects), problem, conflicts)

    def _labelled(self, reader: Reader, effect: Effect) -> Effect:
        """Return an effect whose comments and questions name the fields in the officer's words."""
        if not effect.comments:
            return effect
        labels = _labels(self.context, reader, effect.revision_id)
        return replace(effect, comments=tuple((labels.get(key, WHOLE), words) for key, words in effect.comments))

    def _three_way(self, reader: Reader, returned: ReturnedForm) -> list[ThreeWay]:
        """Put side by side what was submitted, what the city says, and what stands there now."""
        programme = self.context.programme
        ((number,),) = reader.rows("SELECT number FROM revision WHERE id = :id", id=returned.revision_id)
        then = of_revision(reader, returned.document_id, number)
        now = current(reader, programme, returned.document_id, self.context.today())
        form = form_of(reader, programme, now)
        labels = _labels(self.context, reader, returned.revision_id)
        said: dict[str, list[str]] = {}
        for comment in returned.comments:
            said.setdefault(labels.get(comment.field, WHOLE), []).append(comment.text)
        found = [ThreeWay(one.label, one.old, "；".join(said.pop(one.label, [])), one.new) for one in compare(form, then, now, programme)]
        keys = {text: key for key, text in labels.items()}
        rest = [
            ThreeWay(text, then.shown.get(keys.get(text, ""), ""), "；".join(words), now.shown.get(keys.get(text, ""), ""))
            for text, words in said.items()
        ]
        return sorted(found + rest, key=lambda way: not way.city)


def _labels(context: "Context", reader: Reader, revision_id: str) -> dict[str, str]:
    """Return what the fields of a revision are called; nothing where it is not in this workspace."""
    found = reader.rows("SELECT document_id, number FROM revision WHERE id = :id", id=revision_id)
    if not found:
        return {}
    form = form_of(reader, context.programme, of_revision(reader, *found[0]))
    return {one.key: one.label for one in form.fields()}


def _order(judged: Judged) -> tuple[bool, str, int, str]:
    opened = judged.looked.opened if judged.looked else None
    return (False, opened.manifest.sender.station, opened.manifest.sequence, judged.name) if opened else (True, "", 0, judged.name)
