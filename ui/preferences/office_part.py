"""Settings: the facts of the office (填报单位)."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.changes import Changes
from models.programme.types import District
from ui import metrics
from ui.context import Context
from ui.dialogs.district_list import DistrictList
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.preferences.part import FIELD_WIDTH, Part, buttons_in, form_in


class DistrictDialog(QDialog):
    """Chooses another district."""

    def __init__(self, parent: QWidget, context: Context, code: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("更改区县")
        valid = context.programme.districts_on(context.today())
        self.districts = DistrictList(valid, [district for district in context.programme.districts if district not in valid])
        self.districts.choose(code)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.addWidget(label("已有项目的申报编号保持不变，新项目用新区县的编号。", role="muted", wrap=True))
        layout.addWidget(self.districts, 1)
        layout.addWidget(box)
        room = self.screen().availableGeometry()
        self.resize(min(480, room.width() - 40), min(520, room.height() - 60))
        self.districts.search.setFocus()


class OfficePart(Part):
    """District, name, officer, telephone; saved together."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._code = ""
        self._shown: tuple[str, ...] = ()
        city = context.is_city
        where = "单位名称和电话印在评审、汇总的文件上，随反馈包告知区县" if city else "单位名称和电话印在申报表、台账上"
        title = "市级单位" if city else "填报单位"
        inside = self.add_card(title, f"{where}；经办人姓名记入修改记录，从下一次修改起用新的姓名。")
        self.district = QLineEdit()
        self.district.setReadOnly(True)
        self.change_district = QPushButton("更改…")
        self.change_district.clicked.connect(self._choose_district)
        self.name, self.officer, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        form = form_in(inside)
        line = QHBoxLayout()
        line.addWidget(self.district, 1)
        line.addWidget(self.change_district)
        if city:  # an edition is chosen when the workspace is made
            self.change_district.hide()
        holder = QWidget()
        line.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(line)
        first = "版本" if city else "区县"
        for words, field in ((first, self.district), ("单位名称", self.name), ("经办人", self.officer), ("联系电话", self.phone)):
            field.setAccessibleName(words)
            field.textChanged.connect(lambda _text: self._enable())
            row: QWidget = holder if field is self.district else field
            row.setMaximumWidth(FIELD_WIDTH)
            form.addRow(words, row)
        self.save_button = QPushButton("保存单位信息")
        self.save_button.setProperty("role", "primary")
        self.save_button.clicked.connect(self.save)
        self.discard = QPushButton("放弃修改")
        self.discard.clicked.connect(self.show_saved)
        buttons_in(inside, self.save_button, self.discard)
        self.column.addStretch(1)

    @property
    def changed(self) -> bool:
        """Whether something was edited that is not saved."""
        return bool(self._shown) and self._now() != self._shown

    def refresh(self) -> None:
        """Show what is saved, unless the officer is editing."""
        if not self.changed:
            self.show_saved()

    def show_saved(self) -> None:
        """Show what is saved."""
        office = self._context.workspace.office
        self._code = office.district_code
        district = self._known(office.district_code)
        name = district.name if district else office.district_code
        self.district.setText(f"市级版（{self._context.programme.city.name}）" if office.is_city else name)
        self.name.setText(office.name)
        self.officer.setText(office.officer)
        self.phone.setText(office.phone)
        self._shown = self._now()
        for field in (self.name, self.officer, self.phone):
            field.setReadOnly(self._context.read_only)
        self.change_district.setEnabled(not self._context.read_only)
        self._enable()

    def save(self) -> bool:
        """Save; false when a rule forbade it and the officer was told."""
        from models.operations.office import edit_office

        code, name, officer, phone = self._now()
        self._shown = self._now()  # the page is refreshed by the change itself
        facts = {"district_code": code, "name": name, "phone": phone}
        if not self._context.workspace.shared:
            facts["officer"] = officer
        elif officer.strip():  # on a server each computer has its own
            self._context.call_officer(officer.strip())
        changes: Changes | None = self._context.perform(edit_office, **facts)
        if changes is None:
            office = self._context.workspace.office
            self._shown = (office.district_code, office.name, office.officer, office.phone)
            self._enable()
            return False
        self.show_saved()
        self._context.announce("单位信息已保存。")
        return True

    def _now(self) -> tuple[str, ...]:
        return self._code, self.name.text(), self.officer.text(), self.phone.text()

    def _known(self, code: str) -> District | None:
        return next((district for district in self._context.programme.districts if district.code == code), None)

    def _choose_district(self) -> None:
        dialog = DistrictDialog(self.window(), self._context, self._code)
        district = dialog.districts.district() if show_dialog(dialog) == QDialog.DialogCode.Accepted else None
        if district is not None:
            self._code = district.code
            self.district.setText(district.name)
            self._enable()

    def _enable(self) -> None:
        self.save_button.setEnabled(self.changed)
        self.discard.setVisible(self.changed)
