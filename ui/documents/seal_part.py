"""The seal loop of one document: its code, the scan of the sealed paper, and whether the data still is what was sealed."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from forms.comparing import Difference
from forms.seal import SCAN_ENDINGS, Seal, attach_scan, find_code, still_sealed
from models.errors import UserError
from models.queries.documents import document_facts
from ui import metrics
from ui.context import Context
from ui.evidence_files import open_evidence
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

FOLDER = "scan"
SHOWN = 5
"""Differences named here; 版本对照 shows all of them."""
LONGEST = 24


class SealPart(QWidget):
    """Code, scan and comparison of the revision that was handed in last.

    Attributes:
        seal: What is shown; ``None`` before anything was handed in.
        problem: Why it cannot be shown; empty when it can.

    Signals:
        changed: A scan has been attached.
    """

    changed = Signal()

    def __init__(self, context: Context, document_id: str) -> None:
        super().__init__()
        self.context = context
        self.document_id = document_id
        self.seal: Seal | None = None
        self.problem = ""
        self.code = label()
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.standing = label(wrap=True)
        self.scan = label(wrap=True)
        self.open_button, self.attach_button = QPushButton("打开"), QPushButton("添加扫描件…")
        self.open_button.clicked.connect(self.open_scan)
        self.attach_button.clicked.connect(self.choose_scan)
        self.typed = QLineEdit()
        self.typed.setAccessibleName("纸上的校验码")
        self.typed.setPlaceholderText("输入或扫入纸上的校验码，核对是不是这一版")
        self.typed.textChanged.connect(self._check)
        self.verdict = label(wrap=True)
        for button in (self.open_button, self.attach_button):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(metrics.S)
        line.addWidget(self.scan, 1)
        line.addWidget(self.open_button)
        line.addWidget(self.attach_button)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("校验码", self.code)
        form.addRow("与现在比", self.standing)
        form.addRow("盖章扫描件", line)
        form.addRow("核对纸质件", self.typed)
        form.addRow("", self.verdict)
        self.show_seal()

    def show_seal(self) -> None:
        """Read it again and show it."""
        try:
            self.seal = still_sealed(self.context.reader, self.context.programme, self.document_id, self.context.today())
        except UserError as failure:
            self.seal, self.problem = None, str(failure)
            return
        seal = self.seal
        if seal is None:
            return
        back = "，已退回修改" if seal.returned_at is not None else ""
        self.code.setText(f"{seal.code}　第{seal.revision}版，{seal.submitted_on.isoformat()} 报送{back}")
        self.standing.setText(_standing(seal))
        set_tone(self.standing, Tone.OK if seal.holds else Tone.WARNING)
        self.scan.setText(seal.scan_name or "还没有添加")
        self.open_button.setVisible(bool(seal.scan_id))
        self.attach_button.setText("更换…" if seal.scan_id else "添加扫描件…")
        self.attach_button.setEnabled(not self.context.read_only)
        self.verdict.setVisible(bool(self.typed.text().strip()))

    def choose_scan(self) -> None:
        """Ask for the file and attach it."""
        folder = self.context.settings.values.folders.get(FOLDER, "")
        kinds = " ".join(f"*.{ending}" for ending in SCAN_ENDINGS)
        chosen, _ = QFileDialog.getOpenFileName(self.window(), "选择盖章扫描件", folder, f"扫描件 ({kinds})")
        if chosen:
            self.context.settings.values.folders[FOLDER] = str(Path(chosen).parent)
            self.attach(Path(chosen))

    def attach(self, path: Path) -> None:
        """Attach a file as the scan of the revision shown."""
        if self.seal is None:
            return
        try:
            data = path.read_bytes()
        except OSError:
            self.context.show_failure(UserError(f"读不到“{path.name}”。", "请确认文件还在、没有被其他程序占用，再试一次。"))
            return
        if self.context.perform(attach_scan, self.document_id, self.seal.revision, path.name, data) is not None:
            self.show_seal()
            self.changed.emit()

    def open_scan(self) -> None:
        """Open the scan with the system's own program."""
        if self.seal is not None and self.seal.scan_id:
            open_evidence(self.context, self.seal.scan_id)

    def _check(self) -> None:
        typed = self.typed.text().strip()
        self.verdict.setVisible(bool(typed))
        words, tone = judge_code(self.context, self.document_id, self.seal, typed)
        self.verdict.setText(words)
        set_tone(self.verdict, tone)


class SealDialog(QDialog):
    """The seal loop of one document in a window of its own."""

    def __init__(self, context: Context, document_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("盖章扫描件与校验码")
        self.part = SealPart(context, document_id)
        self.hint = label("报送后打印的纸质件上有校验码；盖章后扫描，在这里添加，随时可以核对内容有没有变。", role="muted", wrap=True)
        if self.part.seal is None:
            self.part.hide()
            self.hint.setText(self.part.problem or "还没有报送过。报送后打印的纸质件上有校验码，盖章后扫描，再到这里添加扫描件。")
            set_tone(self.hint, Tone.ERROR if self.part.problem else "")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.hint)
        layout.addWidget(self.part)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.part.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words are when they are broken into lines."""
        width = self.fontMetrics().horizontalAdvance("字") * 44
        layout = self.layout()
        assert layout is not None
        self.ensurePolished()
        self.resize(width, max(self.sizeHint().height(), layout.totalHeightForWidth(width)))


def judge_code(context: Context, document_id: str, seal: Seal | None, typed: str) -> tuple[str, Tone]:
    """Say what a typed code belongs to."""
    if not typed:
        return "", Tone.NEUTRAL
    found = find_code(context.reader, typed)
    if not found:
        return "账套里没有这个校验码的版本：请核对有没有抄错，或纸质件不是从这个账套打印的。", Tone.ERROR
    if seal is not None and (document_id, seal.revision) in found:
        return f"一致：纸上的就是第{seal.revision}版。", Tone.OK
    owner, revision = found[0]
    facts = document_facts(context.reader, owner)
    named = "" if owner == document_id or facts is None else f"“{facts.title}”{facts.project_title and f'（{facts.project_title}）'}的"
    return f"不是这一版：这是{named}第{revision}版的校验码。", Tone.WARNING


def _standing(seal: Seal) -> str:
    if seal.holds:
        return "账套里现在的内容与报送的这一版一致。"
    named = "；".join(_words(one) for one in seal.differences[:SHOWN])
    more = len(seal.differences) - SHOWN
    tail = f"；另有{more}处" if more > 0 else ""
    return f"有{len(seal.differences)}处与报送的这一版不同：{named}{tail}。可在“版本对照”里逐项查看。"


def _words(one: Difference) -> str:
    old, new = (" ".join(text.split()) or "（空）" for text in (one.old, one.new))
    return f"{one.label} {_short(old)} → {_short(new)}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
