"""The line and the QR code by which a printed document is known (校验码), for every layout."""

import io

from forms.seal import short_code
from forms.snapshot import FormSnapshot

QR_PREFIX = "RONGHE:"
"""What the text of the QR code begins with; capitals, digits and the colon keep it in its smallest size (ISO/IEC 18004, version 1)."""

QR_MM = 11.0
"""Side of the QR code on paper: half a millimetre a module, which office scanners and phones read."""

_SCALE = 4
"""Pixels a module."""

_MASKED, _UNLIKE = "脱敏副本", "与报送原件不同"


def seal_mark(snapshot: FormSnapshot, *, masked: bool = False) -> str:
    """Return the small line at the foot of each page: draft or revision, and the short code.

    Args:
        snapshot: The document.
        masked: Personal facts in it are masked. Such a copy is not what is sealed: it says so, and carries no code.
    """
    revision = f"第{snapshot.revision}版" if snapshot.frozen_on else f"草稿　第{snapshot.revision}版"
    if not masked:
        return f"{revision}　校验码 {short_code(snapshot)}"
    return f"{revision}（{_MASKED}，{_UNLIKE}）" if snapshot.frozen_on else f"{revision}（{_MASKED}）"


def seal_text(snapshot: FormSnapshot) -> str:
    """Return the text of the QR code, which `forms.seal.find_code` takes as it is scanned."""
    return f"{QR_PREFIX}{short_code(snapshot)}"


def qr_picture(text: str) -> bytes:
    """Return a QR code as a PNG file, without the white rim: the paper around it is white."""
    import segno

    picture = io.BytesIO()
    segno.make_qr(text).save(picture, kind="png", scale=_SCALE, border=0)
    return picture.getvalue()
