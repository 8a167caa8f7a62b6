"""The pages of the first-run guide: what is asked about district, office, place and password."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import UserError
from models.programme.pack import Programme
from models.programme.types import District
from models.workspace.server.address import is_server, read_address
from ui import metrics
from ui.dialogs.district_list import DistrictList
from ui.dialogs.password_fields import NewPassword
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

ENDING = ".ronghe"
JUDGE_AFTER_MS = 200
_FORBIDDEN = '<>:"/\\|?*'
_PATH = Qt.ItemDataRole.UserRole


class GuidePage(QWidget):
    """One page of the guide.

    Attributes:
        title: Words above the page.
        step: Words in the list of steps.

    Signals:
        finished: The officer pressed Enter in the last field, or chose by double click.
    """

    title = ""
    step = ""
    finished = Signal()

    def __init__(self, explanation: str = "") -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, metrics.S, 0)
        self.column.setSpacing(metrics.M)
        if explanation:
            self.column.addWidget(label(explanation, role="muted", wrap=True))

    def problem(self) -> str:
        """Return what is missing or wrong, in the officer's words; empty when the guide may go on."""
        return ""

    def begin(self) -> None:
        """Put the cursor where the officer begins, or where something is wrong."""


class WelcomePage(GuidePage):
    """New workspace or an existing one.

    Signals:
        server_wanted: A workspace on a server that is not in the list is to be opened; its address, empty.
    """

    title = "欢迎使用融合试点工作台"
    step = "开始"
    server_wanted = Signal(str)

    def __init__(self, recent: Sequence[str] = ()) -> None:
        super().__init__(
            "本程序供区县人力社保局办理人力资源服务业与制造业融合发展试点：登记主体、填报和审核申报表、跟踪项目、按时报送；"
            "市级人力社保局用它接收各区县报来的材料，评审、审定、反馈和汇总。"
            "全部内容保存在本机的一个加密文件里，称为“账套”，不联网。"
        )
        self.new = QRadioButton("新建账套（第一次使用）")
        self.existing = QRadioButton("打开已有的账套（换电脑、重装系统或从备份带来的），或前任移交的交接包")
        self.new.setChecked(True)
        self.column.addWidget(self.new)
        self.column.addWidget(self.existing)
        self.recent = QListWidget()
        self.recent.setAccessibleName("最近用过的账套")
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent.setTextElideMode(Qt.TextElideMode.ElideRight)
        for place in recent:
            self.recent.addItem(_entry_of_server(place) if is_server(place) else _entry(Path(place)))
        self.recent.currentItemChanged.connect(lambda *_: self.existing.setChecked(True))
        self.recent.itemActivated.connect(lambda _item: self.finished.emit())
        self._fit()
        self._recent_title = label("最近用过的账套", role="strong")
        self.column.addWidget(self._recent_title)
        self.column.addWidget(self.recent)
        for part in (self._recent_title, self.recent):
            part.setVisible(bool(recent))
        self.browse = QPushButton("选择文件…")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.browse_server = QPushButton("服务器上的账套（市级多人同用）…")
        self.browse_server.setAutoDefault(False)
        self.browse_server.clicked.connect(lambda: self.server_wanted.emit(""))
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        buttons.addWidget(self.browse)
        buttons.addWidget(self.browse_server)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
        self.column.addStretch(1)
        self.column.addWidget(label("请勿录入涉密信息。", role="muted"))

    @property
    def path(self) -> Path | None:
        """The existing workspace in a file that was chosen."""
        place = self._place
        return Path(place) if place and not is_server(place) else None

    @property
    def server(self) -> str:
        """The address of the existing workspace on a server that was chosen; empty: none."""
        place = self._place
        return place if is_server(place) else ""

    @property
    def _place(self) -> str:
        item = self.recent.currentItem()
        return str(item.data(_PATH)) if self.existing.isChecked() and item is not None else ""

    def problem(self) -> str:
        """Ask for a file where an existing workspace is to be opened."""
        return "请在列表里选一个账套，或点“选择文件…”。" if self.existing.isChecked() and not self._place else ""

    def begin(self) -> None:
        """Begin with the choice."""
        (self.existing if self.existing.isChecked() else self.new).setFocus()

    def choose(self, path: Path) -> None:
        """Choose an existing workspace."""
        item = _entry(path)
        self.recent.insertItem(0, item)
        self._fit()
        self.recent.setCurrentItem(item)
        self.recent.show()
        self._recent_title.show()
        self.existing.setChecked(True)

    def _fit(self) -> None:
        rows = max(1, min(self.recent.count(), 4))
        self.recent.setFixedHeight(rows * max(self.recent.sizeHintForRow(0), 28) + 2 * self.recent.frameWidth() + metrics.XS)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择账套或交接包", str(Path.home()), "账套、交接包 (*.ronghe *.rhjj);;全部文件 (*)")
        if chosen:
            self.choose(Path(chosen))


def _entry(path: Path) -> QListWidgetItem:
    item = QListWidgetItem(f"{'' if path.is_file() else '（找不到）'}{path.stem}　　{path.parent}")
    item.setData(_PATH, str(path))
    item.setToolTip(str(path))
    return item


def _entry_of_server(place: str) -> QListWidgetItem:
    try:
        address = read_address(place)
        words = f"{address.database}　　服务器 {address.host}，账号 {address.account}"
    except UserError:
        words = place
    item = QListWidgetItem(words)
    item.setData(_PATH, place)
    item.setToolTip(place)
    return item


class DistrictPage(GuidePage):
    """Which district the office is of."""

    title = "本单位属于哪个区县？"
    step = "区县"

    def __init__(self, programme: Programme, today: date) -> None:
        super().__init__(
            f"列出的是{today.year}年{today.month}月{today.day}日有效的报送单位。选错了区县以后可以在“设置”里改；"
            "市级和区县的账套不能互换，选错了请另建。"
        )
        valid = programme.districts_on(today)
        self.districts = DistrictList((*valid, programme.city), [district for district in programme.districts if district not in valid])
        self.districts.list.itemActivated.connect(lambda _item: self.finished.emit())
        self.column.addWidget(self.districts, 1)

    def problem(self) -> str:
        """Ask for a district."""
        return "" if self.districts.district() else "请先选择区县。"

    def begin(self) -> None:
        """Begin with searching."""
        self.districts.search.setFocus()


class OfficePage(GuidePage):
    """Name of the office, officer, telephone."""

    title = "单位和经办人"
    step = "单位"

    def __init__(self) -> None:
        super().__init__("单位名称印在申报表和台账上，请与公章一致。经办人姓名记入修改记录。都可以以后在“设置”里修改。")
        self.name = QLineEdit()
        self.officer = QLineEdit()
        self.phone = QLineEdit()
        self._proposed = ""
        form = QFormLayout()
        form.setSpacing(metrics.M)
        for words, line, most in (("单位名称", self.name, 60), ("经办人姓名", self.officer, 30), ("联系电话（可不填）", self.phone, 30)):
            line.setMaxLength(most)
            line.setAccessibleName(words)
            form.addRow(words, line)
        self.phone.setPlaceholderText("区号和号码，如 023-00000000")
        self.column.addLayout(form)
        self.column.addStretch(1)

    def propose(self, district: District) -> None:
        """Propose the name of the district's department, unless the officer wrote another."""
        if self.name.text() == self._proposed:
            self.name.setText(district.department)
        self._proposed = district.department

    def problem(self) -> str:
        """Ask for what is needed."""
        missing = [words for words, line in (("单位名称", self.name), ("经办人姓名", self.officer)) if not line.text().strip()]
        return f"还没有填写{'、'.join(missing)}。" if missing else ""

    def begin(self) -> None:
        """Begin with the first empty line."""
        next((line for line in (self.name, self.officer) if not line.text().strip()), self.officer).setFocus()


class PlacePage(GuidePage):
    """Where the store lies."""

    title = "账套放在哪里？"
    step = "存放位置"

    def __init__(self, folder: Path, judge: Callable[[Path], str]) -> None:
        super().__init__("账套必须放在本机硬盘上。建议就用下面的位置；备份会自动存到同一位置的“备份”文件夹。")
        self._judge = judge
        self._proposed = ""
        self._judged: tuple[Path, str] | None = None
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName("文件夹")
        self.name = QLineEdit()
        self.name.setAccessibleName("账套名称")
        self.name.setMaxLength(60)
        browse = QPushButton("更改…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        reset = QPushButton("用建议的位置")
        reset.setAutoDefault(False)
        reset.clicked.connect(lambda: self.folder.setText(str(folder)))
        self.folder.textChanged.connect(lambda text: reset.setVisible(text != str(folder)))
        reset.hide()
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(browse)
        line.addWidget(reset)
        form = QFormLayout()
        form.setSpacing(metrics.M)
        form.addRow("文件夹", line)
        form.addRow("账套名称", self.name)
        self.column.addLayout(form)
        self.verdict = label(wrap=True)
        self.column.addWidget(self.verdict)
        self.column.addStretch(1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(JUDGE_AFTER_MS)
        self._wait.timeout.connect(self._say)
        for edited in (self.folder, self.name):
            edited.textChanged.connect(lambda _text: self._wait.start())

    @property
    def path(self) -> Path:
        """The store to be made."""
        name = self.name.text().strip().removesuffix(ENDING)
        return Path(self.folder.text().strip()).expanduser() / f"{name}{ENDING}"

    def propose(self, district: District) -> None:
        """Propose a name, unless the officer wrote another."""
        if self.name.text() == self._proposed:
            self.name.setText(f"{district.short}融合试点")
        self._proposed = f"{district.short}融合试点"

    def problem(self) -> str:
        """Refuse what cannot be or should not be a place for a store."""
        name, folder = self.name.text().strip().removesuffix(ENDING), self.folder.text().strip()
        if not name or not folder:
            return "请填写文件夹和账套名称。"
        wrong = [c for c in name if c in _FORBIDDEN or not c.isprintable()]
        if wrong or name.endswith("."):
            return f"账套名称里不能有“{wrong[0] if wrong else '.'}”，请换一个名称。"
        if not Path(folder).expanduser().is_absolute():
            return "请填写完整的文件夹路径，或点“更改…”选择。"
        path = self.path
        if path.exists():
            return f"这里已经有“{path.name}”，不会覆盖它。请换一个名称，或返回第一页直接打开它。"
        if self._judged is None or self._judged[0] != path:
            self._judged = path, self._judge(path)
        return self._judged[1]

    def begin(self) -> None:
        """Begin with the name: the folder is usually right."""
        self._say()
        self.name.setFocus()
        self.name.selectAll()

    def _say(self) -> None:
        self._wait.stop()
        problem = self.problem()
        self.verdict.setText(problem or f"可以放在这里：{self.path}")
        set_tone(self.verdict, Tone.ERROR if problem else Tone.OK)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择存放账套的文件夹", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._say()


class PasswordPage(GuidePage):
    """A password, or knowingly none."""

    title = "要不要设置密码？"
    step = "密码"

    def __init__(self) -> None:
        super().__init__()
        self.protected = QRadioButton("设置密码（推荐）")
        self.open = QRadioButton("不设密码")
        self.protected.setChecked(True)
        self.new = NewPassword()
        self.column.addWidget(self.protected)
        self.column.addWidget(self.new)
        self.column.addWidget(self.open)
        self.meaning = label(
            "不设密码时：谁拿到这台电脑，或拿到账套文件和它旁边的密钥文件，谁就能看到全部内容，包括联系人的姓名和电话。"
            "电脑丢失、送修，U盘里的备份遗失，都会泄露。以后随时可以在“设置”里加上密码。",
            wrap=True,
        )
        self.aware = QCheckBox("我知道不设密码意味着什么")
        self.column.addWidget(self.meaning)
        self.column.addWidget(self.aware)
        self.column.addStretch(1)
        self.open.toggled.connect(self._show)
        self._show(False)

    @property
    def password(self) -> str | None:
        """The password, ``None`` for knowingly none."""
        return self.new.password if self.protected.isChecked() else None

    def problem(self) -> str:
        """Ask for a good password or the tick."""
        if self.protected.isChecked():
            return self.new.problem()
        return "" if self.aware.isChecked() else "不设密码，请先勾选“我知道不设密码意味着什么”。"

    def begin(self) -> None:
        """Begin with what is missing."""
        if self.protected.isChecked():
            self.new.go_to_problem()
        else:
            self.aware.setFocus()

    def _show(self, without: bool) -> None:
        self.new.setVisible(not without)
        self.meaning.setVisible(without)
        self.aware.setVisible(without)
