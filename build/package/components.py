"""Everything an installer holds that others made, as a bill of materials (CycloneDX) and as a folder of licence texts."""

from __future__ import annotations

import contextlib
import re
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path

from build.package.layout import NAME, TITLE, Build
from build.package.pins import Pin, pins

QT = ("PySide6_Essentials", "shiboken6")
QT_LICENCE = "LGPL-3.0-only"
COMMON_LICENCES = Path("/usr/share/common-licenses")
"""Where Debian keeps the texts that packages only refer to."""

COMMON_TEXTS = ("LGPL-3", "GPL-3", "LGPL-2.1", "Apache-2.0")
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_EARLIER_NAMES = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "zlib/libpng": "Zlib",
    "zlib": "Zlib",
}
"""How older packages name their licence, in SPDX."""

UNNAMED = {"sqlcipher3": "Zlib", "pyrage": "MIT"}
"""Licences that stand only in the packages' texts."""


@dataclass(frozen=True)
class Component:
    """One part that others made.

    Attributes:
        name: Its name where it comes from.
        version: Its version there.
        licence: SPDX expression, or the words its makers use; empty when they name none.
        address: Package URL (purl).
        texts: Files with licence and notices.
    """

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[Path, ...] = ()


def from_wheels(folder: Path) -> list[Component]:
    """Return the Python packages that are installed in `folder`."""
    found = [_from_wheel(held) for held in distributions(path=[str(folder)])]
    windows = any(folder.rglob("*.pyd"))
    found += [part for component in found for part in _inside(component, "windows" if windows else "linux")]
    return sorted(found, key=lambda component: component.name.lower())


def _from_wheel(held: Distribution) -> Component:
    name, version = held.metadata["Name"], held.version
    # Only the names of the files: their texts are read when they are copied.
    texts = tuple(Path(str(file.locate())) for file in held.files or () if ".dist-info/" in str(file) and _TEXT_NAME.search(str(file)))
    if name in QT:
        licence = QT_LICENCE
    else:
        fields = held.metadata.json
        words = str(fields.get("license_expression") or fields.get("license") or "")
        classifiers = [line.rpartition(" :: ")[2] for line in held.metadata.get_all("Classifier") or () if line.startswith("License ::")]
        words = words if words and "\n" not in words else next(iter(classifiers), "")
        licence = _EARLIER_NAMES.get(words, words) or UNNAMED.get(name, "")
    return Component(name, version, licence, f"pkg:pypi/{name.lower().replace('_', '-')}@{version}", texts)


def _inside(wheel: Component, system: str) -> list[Component]:
    """Return what a wheel is known to hold, everywhere and on one system; parts without a version of their own have the wheel's."""
    held: list[Pin] = []
    for name in (wheel.name, f"{wheel.name}-{system}"):
        with contextlib.suppress(KeyError):
            held += pins("inside", name)
    named = [(pin, pin.version or wheel.version) for pin in held]
    return [Component(pin.name, version, pin.licence, f"pkg:generic/{pin.name.lower()}@{version}") for pin, version in named]


def from_debian(pins: Iterable[Pin], suite: str, unpacked: Path | None = None) -> list[Component]:
    """Return what comes from Debian.

    Args:
        pins: The packages.
        suite: The release they are taken from.
        unpacked: Where they were laid out, for their licence texts.
    """
    components = []
    for pin in pins:
        text = unpacked / "usr/share/doc" / pin.name / "copyright" if unpacked else None
        texts = (text,) if text is not None and text.is_file() else ()
        components.append(Component(pin.name, pin.version, pin.licence, f"pkg:deb/debian/{pin.name}@{pin.version}?distro={suite}", texts))
    return components


def copy_licences(components: Sequence[Component], source: Path, target: Path) -> None:
    """Write the licence texts of all components, and the program's own, into the folder `target`.

    Args:
        components: What is shipped.
        source: Source of the program.
        target: A new folder.
    """
    target.mkdir(parents=True)
    for name in ("LICENSE", "CREDITS.md"):
        shutil.copyfile(source / name, target / name)
    for name in COMMON_TEXTS:
        shutil.copyfile((COMMON_LICENCES / name).resolve(), target / f"{name}.txt")
    lines = []
    for component in components:
        lines.append(f"{component.name}\t{component.version}\t{component.licence or '见各自说明'}")
        if component.texts:
            folder = target / f"{component.name}-{component.version.replace(':', '_')}"
            folder.mkdir()
            for text in component.texts:
                shutil.copyfile(text, folder / text.name)
    (target / "COMPONENTS.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_bill(build: Build, subject: str, components: Sequence[Component], target: Path) -> None:
    """Write the bill of materials in CycloneDX 1.6 (JSON), the same for the same build.

    Args:
        build: The build.
        subject: File name of the installer.
        components: What it holds.
        target: The file to write.
    """
    from cyclonedx.factory.license import LicenseFactory
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component as Part
    from cyclonedx.model.component import ComponentType
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    licences = LicenseFactory()
    program = Part(
        name=NAME,
        version=build.version,
        type=ComponentType.APPLICATION,
        description=f"{TITLE}（{subject}）",
        bom_ref=NAME,
        licenses=[licences.make_from_string("MIT")],
    )
    parts = [
        Part(
            name=component.name,
            version=component.version,
            type=ComponentType.LIBRARY,
            bom_ref=component.address,
            purl=PackageURL.from_string(component.address),
            licenses=[licences.make_from_string(component.licence)] if component.licence else [],
        )
        for component in components
    ]
    bill = Bom(
        components=parts,
        metadata=BomMetaData(component=program, timestamp=datetime.fromtimestamp(build.epoch, UTC)),
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{subject}:{build.commit}"),
    )
    bill.register_dependency(program, parts)
    text = make_outputter(bill, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    target.write_text(text + "\n", encoding="utf-8")
