"""Runs the self-test in a process of its own and shows its report line by line."""

import sys

from PySide6.QtCore import QProcess, QProcessEnvironment
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from models.resources import resource_path
from ui import metrics
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone


def selftest_command() -> list[str]:
    """Return the command that runs the self-test: of the packed program, or of a checkout."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "selftest"]
    return [sys.executable, str(resource_path().parent / "main.py"), "selftest"]


class SelfTestDialog(QDialog):
    """The self-test: a demonstration workspace is made, filled, exported, read again, painted and backed up."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("自检")
        self.setModal(True)
        self.outcome = label("自检在临时文件夹里用示例数据进行，不碰您的账套，大约需要一分钟。", wrap=True)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setAccessibleName("自检结果")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.copy = QPushButton("复制结果")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.report.toPlainText()))
        self.stop = QPushButton("停止")
        self.stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.outcome)
        layout.addWidget(self.report, 1)
        layout.addWidget(self.bar)
        layout.addLayout(row)
        self.resize(560, 360)
        self.process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        environment.insert("PYTHONUTF8", "1")
        environment.insert("PYTHONUNBUFFERED", "1")
        self.process.setProcessEnvironment(environment)
        self.process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self.process.readyRead.connect(self._read)
        self.process.finished.connect(self._ended)
        self.process.errorOccurred.connect(self._not_started)

    def start(self, command: list[str] | None = None) -> None:
        """Begin."""
        program, *arguments = command or selftest_command()
        self.process.start(program, arguments)

    def reject(self) -> None:
        """Stop and close."""
        self._end()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop and close."""
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.finished.disconnect(self._ended)
            self.process.errorOccurred.disconnect(self._not_started)
            self.process.kill()
            self.process.waitForFinished()

    def _read(self) -> None:
        text = bytes(self.process.readAll().data()).decode("utf-8", "replace").rstrip("\n")
        for line in text.splitlines():
            self.report.appendPlainText(line)

    def _ended(self, code: int, _status: object) -> None:
        self._read()
        self.bar.hide()
        self.stop.setText("关闭")
        passed = code == 0
        self.outcome.setText("自检全部通过，程序工作正常。" if passed else "自检未通过。请复制结果，连同问题报告一起交给维护人员。")
        set_tone(self.outcome, Tone.OK if passed else Tone.ERROR)

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended(1, None)
