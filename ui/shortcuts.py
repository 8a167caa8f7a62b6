"""Actions with shortcuts, and the list of them (F1), made from the actions themselves."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label

KEY_WORDS = (
    ("Return", "回车"),
    ("Enter", "回车"),
    ("Space", "空格"),
    ("Left", "←"),
    ("Right", "→"),
    ("Up", "↑"),
    ("Down", "↓"),
    ("Ins", "Insert"),
    ("Del", "Delete"),
    ("PgUp", "上翻页"),
    ("PgDown", "下翻页"),
)


def action(
    owner: QWidget,
    text: str,
    trigger: Callable[[], object],
    keys: str | Sequence[str] = (),
    group: str = "",
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QAction:
    """Make an action that belongs to `owner`; with `keys` it appears in the list of shortcuts under `group`."""
    made = QAction(text, owner)
    sequences = [keys] if isinstance(keys, str) else list(keys)
    made.setShortcuts([QKeySequence(sequence) for sequence in sequences if sequence])
    made.setShortcutContext(context)
    made.setProperty("group", group)
    made.triggered.connect(lambda _checked=False: trigger())
    owner.addAction(made)
    return made


def key_words(made: QAction) -> str:
    """Return an action's shortcuts in the officer's words."""
    return " 或 ".join(_words(sequence) for sequence in made.shortcuts())


def _words(sequence: QKeySequence) -> str:
    parts = sequence.toString(QKeySequence.SequenceFormat.PortableText).split("+")
    names = dict(KEY_WORDS)
    return " + ".join(names.get(part, part) for part in parts)


def registered(window: QWidget) -> Iterator[tuple[str, str, str]]:
    """Yield ``(group, what it does, keys)`` of every action with a shortcut that can be reached in `window` now."""
    seen: set[tuple[str, str]] = set()
    made: QAction
    for made in window.findChildren(QAction):
        owner: QObject | None = made.parent()
        if (
            not made.shortcuts()
            or not made.isVisible()
            or not isinstance(owner, QWidget)
            or not (owner is window or owner.isVisibleTo(window))
        ):
            continue
        row = (str(made.property("group") or "本页"), made.text().replace("…", ""), key_words(made))
        if row[:2] not in seen:
            seen.add(row[:2])
            yield row


class ShortcutList(QDialog):
    """The list of shortcuts that work at this moment (F1)."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("快捷键一览")
        self.rows = list(registered(window))
        body = QWidget()
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(metrics.XL)
        grid.setColumnStretch(0, 1)
        line = 0
        for group in dict.fromkeys(row[0] for row in self.rows):
            grid.addWidget(label(group, role="heading"), line, 0, 1, 2)
            line += 1
            for _group, text, keys in (row for row in self.rows if row[0] == group):
                grid.addWidget(label(text), line, 0)
                grid.addWidget(label(keys, role="muted"), line, 1)
                line += 1
        grid.setRowStretch(line, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(box)
        self.resize(460, 480)
