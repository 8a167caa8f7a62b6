"""What the window shows of the packs at hand and does with them: which there are, what going over means, going over. For the worker."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from forms.good_pack import check_whole
from forms.packs.switching import SwitchPlan, plan_switch, switch_pack
from models.changes import Changes
from models.errors import ResourceError, UserError
from models.pack_origins import PACK_ORIGINS, PackOrigin
from models.programme.kept import kept_files, load_files
from models.programme.pack import Programme, load_programme
from models.queries.packs import kept_packs, version_order
from ui.tone import Tone
from ui.worker import Progress

if TYPE_CHECKING:
    from ui.context import Context


@dataclass(frozen=True, slots=True)
class AtHand:
    """One version at hand, as a list shows it.

    Attributes:
        version: Its number.
        detail: Where it comes from, since when, what is new in it.
        in_use: The workspace works with it.
        newer: It is newer than the one in use.
    """

    version: str
    detail: str
    in_use: bool
    newer: bool

    @property
    def title(self) -> str:
        """The first line in the list."""
        return f"版本 {self.version}"

    @property
    def badge(self) -> str:
        """The badge in the list."""
        return "使用中" if self.in_use else "较新" if self.newer else "以前的"

    @property
    def tone(self) -> Tone:
        """The badge's tone."""
        return Tone.OK if self.in_use else Tone.HINT if self.newer else Tone.NEUTRAL


class SwitchingPresenter:
    """The packs at hand and going over to one of them."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def at_hand(self) -> list[AtHand]:
        """Return the versions at hand, the newest first; that in use is among them, also where it is not kept."""
        office = self.context.workspace.office
        used = office.programme_version
        rows = {}
        for row in kept_packs(self.context.reader, office.programme_id):
            words = [row.origin_words, f"{row.kept_at[:10]} 存入", " ".join(row.note.split())]
            rows[row.version] = "，".join(filter(None, words))
        shipped = self._shipped
        if shipped is not None:
            rows.setdefault(shipped.version, PACK_ORIGINS[PackOrigin.PROGRAM])
        rows.setdefault(used, "不在手头")
        order = sorted(rows, key=version_order, reverse=True)
        return [AtHand(one, rows[one], one == used, version_order(one) > version_order(used)) for one in order]

    def note_of(self, version: str) -> str:
        """Return what is new in a version; nothing where nobody said."""
        rows = kept_packs(self.context.reader, self.context.workspace.office.programme_id)
        return next((row.note for row in rows if row.version == version), "")

    def newer(self) -> str:
        """Return the newest version at hand, where it is newer than the one in use; else nothing."""
        return next((one.version for one in self.at_hand() if one.newer), "")

    def plan(self, version: str, progress: Progress) -> tuple[Programme, SwitchPlan]:
        """Load a version and return what going over to it means; nothing changes.

        Raises:
            UserError: The version is not at hand or is wrong.
        """
        new = self.load(version)
        with self.context.workspace.snapshot() as reader:
            return new, plan_switch(reader, self.context.programme, new, self.context.today())

    def switch(self, new: Programme, progress: Progress) -> Changes:
        """Back the workspace up and go over, in one transaction; the window goes on with `Context.use_programme`.

        Raises:
            UserError: The backup cannot be made, or it cannot be gone over; nothing has changed then.
        """
        workspace = self.context.workspace
        workspace.back_up(progress, by_hand=True)
        return workspace.perform(switch_pack, new)

    def load(self, version: str) -> Programme:
        """Load a version and check all of it.

        Raises:
            UserError: It is not at hand, or it is wrong.
        """
        id = self.context.workspace.office.programme_id
        files = kept_files(self.context.reader, id, version)
        try:
            shipped = self._shipped
            new = shipped if shipped is not None and shipped.version == version and not files else load_files(id, files) if files else None
            if new is None:
                raise UserError(f"版本{version}的方案包不在手头。", "请从市级发来的方案包重新导入。")
            check_whole(new)
        except ResourceError as failure:
            raise UserError(f"版本{version}的方案包有误，不能使用：{failure}。", "请把这句话告诉下发方案包的单位。") from failure
        return new

    @cached_property
    def _shipped(self) -> Programme | None:
        """Return the program's own pack; ``None`` where it is damaged, or the program brings none of this programme."""
        try:
            return load_programme(self.context.workspace.office.programme_id)
        except ResourceError:
            return None
