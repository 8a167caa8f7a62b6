"""Look at documents as an officer would: LibreOffice makes a PDF, poppler reads its pages, fonts and pictures."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  {aliases}
</fontconfig>
"""
ALIAS = """<match target="pattern"><test name="family"><string>{asked}</string></test>
  <edit name="family" mode="prepend" binding="strong"><string>{given}</string></edit></match>"""
STAND_INS = {
    "Noto Serif CJK SC": ("仿宋_GB2312", "仿宋", "方正仿宋_GBK", "宋体", "楷体", "楷体_GB2312", "方正小标宋简体", "Times New Roman"),
    "Noto Sans CJK SC": ("黑体",),
}
"""The fonts that documents name belong to Windows and WPS; free ones stand in, always the same, so that pages are repeatable."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font of a PDF as ``pdffonts`` lists it."""

    name: str
    embedded: bool


def _run(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


class Office:
    """LibreOffice without a window, with a profile and font rules of its own."""

    def __init__(self, home: Path) -> None:
        self._profile = home / "profile"
        self._fonts = home / "fonts.conf"
        aliases = (ALIAS.format(asked=asked, given=given) for given, all_asked in STAND_INS.items() for asked in all_asked)
        self._fonts.write_text(FONTCONFIG.format(aliases="\n  ".join(aliases)), encoding="utf-8")

    def pdf(self, *documents: Path) -> list[Path]:
        """Convert documents of one folder in one start and return the PDF files beside them."""
        return self.convert("pdf", documents[0].parent, *documents)

    def convert(self, ending: str, folder: Path, *documents: Path) -> list[Path]:
        """Convert documents in one start and return the files it wrote to `folder`."""
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={self._profile.as_uri()}",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                folder,
                *documents,
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "FONTCONFIG_FILE": str(self._fonts)},
        )
        written = [folder / f"{document.stem}.{ending}" for document in documents]
        missing = [file.name for file in written if not file.exists()]
        if missing:
            raise AssertionError(f"LibreOffice wrote no {missing}")
        return written


def page_texts(pdf: Path) -> list[str]:
    """Return the text of every page, laid out as on paper."""
    return _run("pdftotext", "-layout", pdf, "-").split("\f")[:-1]


def page_sizes(pdf: Path) -> list[tuple[float, float]]:
    """Return width and height of every page in mm, rounded to whole mm."""
    listing = _run("pdfinfo", "-l", "9999", pdf)
    sizes = re.findall(r"^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts", listing, re.MULTILINE)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in sizes]


def fonts(pdf: Path) -> list[Font]:
    """Return the fonts used, without the subset prefix."""
    lines = _run("pdffonts", pdf).splitlines()[2:]
    return [Font(line.split()[0].split("+")[-1], line[36:].split()[-5] == "yes") for line in lines]


def pictures(pdf: Path, dpi: int = 60) -> list[Path]:
    """Write every page as a PNG file beside the PDF, for a human to look at."""
    _run("pdftoppm", "-r", str(dpi), "-png", pdf, pdf.with_suffix(""))
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
