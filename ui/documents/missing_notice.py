"""Projects that owe a kind of document and have none yet: a line that names them, and making one for each, drafts included."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from models.changes import Changes, Kind
from models.errors import UserError
from ui import messages, metrics
from ui.context import Context
from ui.documents.documents_presenter import DocumentsPresenter, Owing
from ui.labels import label
from ui.theme import set_picture
from ui.tone import Tone
from ui.worker import Cancelled

if TYPE_CHECKING:
    from exports.files import Progress

NAMED, LONGEST = 3, 16


class MissingNotice(QFrame):
    """One calm line; hidden where every project that owes the document has it.

    Attributes:
        owing: The projects without the document.
    """

    def __init__(self, context: Context, presenter: DocumentsPresenter) -> None:
        super().__init__()
        self.context = context
        self.presenter = presenter
        self.form = ""
        self.owing: list[Owing] = []
        self.setProperty("role", "card")
        picture = QLabel()
        set_picture(picture, "hint", "hint")
        self.words = label(wrap=True)
        self.button = QPushButton("各建一份…")
        self.button.setVisible(not context.read_only)
        self.button.clicked.connect(self.make_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.M, metrics.S, metrics.S, metrics.S)
        row.setSpacing(metrics.M)
        row.addWidget(picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_kind(self, form: str) -> None:
        """Show who owes a kind of document; hidden for all kinds together."""
        self.form = form
        self.owing = self.presenter.owing(form) if form else []
        named = "、".join(f"“{_short(one.title)}”" for one in self.owing[:NAMED]) + ("等" if len(self.owing) > NAMED else "")
        self.words.setText(f"应报的项目里，还有{len(self.owing)}个没有写{self.presenter.name_of(form)}：{named}。")
        self.setVisible(bool(self.owing))

    def make_all(self) -> None:
        """Make the document for each of them, with its first draft, after asking."""
        name, count = self.presenter.name_of(self.form), len(self.owing)
        hint = "用账套里的数据写好初稿，再逐份修改。不想要的可以删除，在回收站恢复。"
        if not count or not messages.question(self.window(), f"为{count}个项目各建一份{name}？", hint, yes="新建"):
            return
        context, form, ids = self.context, self.form, [one.project_id for one in self.owing]
        workspace, drafted = context.workspace, self.presenter.has_draft(self.presenter.forms[form])

        def work(progress: "Progress") -> tuple[int, UserError | None]:
            from forms.documents import create_document
            from forms.drafting import write_draft
            from forms.keeping import keep_counts

            made = 0
            try:
                for project in ids:
                    progress(made, len(ids))
                    changes = workspace.perform(keep_counts, create_document, form, project_id=project)
                    if drafted:
                        workspace.perform(keep_counts, write_draft, changes.id)
                    made += 1
            except Cancelled:
                return made, None
            except UserError as failure:
                return made, failure
            return made, None

        def done(outcome: tuple[int, UserError | None]) -> None:
            made, failure = outcome
            if made or failure is not None:
                context.bus.changed.emit(Changes.of(Kind.DOCUMENT))
            if failure is not None:
                context.show_failure(UserError(failure.message, f"之前的{made}份已经建好。{failure.hint}"))
            elif made < len(ids):
                context.announce(f"已停止，建好了{made}份{name}。", Tone.WARNING)
            else:
                context.announce(f"已建好{made}份{name}，请逐份核对、修改。")

        context.run(f"正在写{name}", work, done)


def _short(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
