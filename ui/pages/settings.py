"""The settings page (设置): office, look and documents, templates, pack, workspace and password, backups and check, handing over."""

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from models.changes import Kind
from ui import messages, metrics
from ui.context import Context
from ui.handover.handover_part import HandoverPart
from ui.page import Page
from ui.preferences.backup_part import BackupPart
from ui.preferences.look_part import LookPart
from ui.preferences.office_part import OfficePart
from ui.preferences.pack_part import PackPart
from ui.preferences.server_part import ServerPart
from ui.preferences.templates_part import TemplatesPart
from ui.preferences.workspace_part import WorkspacePart


class SettingsPage(Page):
    """All settings.

    Targets: ``tab``: ``office``, ``look``, ``templates``, ``packs``, ``workspace``, ``backup``, ``handover`` or, on a server, ``server``.
    """

    kinds = frozenset({Kind.OFFICE, Kind.EXCHANGE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.office = OfficePart(context)
        self.look = LookPart(context)
        self.templates = TemplatesPart(context)
        self.packs = PackPart(context)
        self.store = WorkspacePart(context)
        self.backup = BackupPart(context)
        self.handover = HandoverPart(context)
        self.server = ServerPart(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self._keys: list[str] = []
        parts = (
            ("office", self.office, "单位信息"),
            ("look", self.look, "界面与文档"),
            ("templates", self.templates, "公文模板"),
            ("packs", self.packs, "方案包"),
            ("workspace", self.store, "账套与密码"),
            ("backup", self.backup, "备份与检查"),
            ("handover", self.handover, "工作交接"),
            ("server", self.server, "服务器账套"),
        )
        for key, part, title in parts:
            self._keys.append(key)
            self.tabs.addTab(part, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
        context.workspace_replaced.connect(self.mark_stale)

    def refresh(self) -> None:
        """Show how everything is now."""
        shared = self.context.workspace.shared
        of_files = (self.store, self.backup, self.handover)
        for part in (*of_files, self.server):
            self.tabs.setTabVisible(self.tabs.indexOf(part), shared == (part is self.server))
        for part in (self.office, self.look, self.templates, self.packs, *((self.server,) if shared else of_files)):
            part.refresh()

    def open(self, **target: str) -> None:
        """Show one of the tabs."""
        if target.get("tab") in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(target["tab"]))

    @property
    def typing(self) -> bool:
        """Whether facts of the office were edited and not saved."""
        return self.office.changed

    def may_leave(self) -> bool:
        """Ask about facts of the office that were edited and not saved."""
        if not self.office.changed:
            return True
        answer = messages.choice(self.window(), "单位信息有修改，还没有保存。", ("保存", "放弃修改", "继续填写"))
        if answer == 0:
            return self.office.save()
        if answer == 1:
            self.office.show_saved()
        return answer == 1

    def hideEvent(self, event: QHideEvent) -> None:
        """Look again at files and backups when shown next: they change without the program."""
        self._stale = True
        super().hideEvent(event)
