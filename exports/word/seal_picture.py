"""The QR code of a document in the lower margin of its pages, under the line of the page number, on the binding side.

On turned pages it has the same place on the paper; scanners read it whichever way it is turned.
"""

from exports.seal_code import QR_MM, qr_picture
from exports.word.looks import Look
from exports.word.package import Part, deflate

PICTURE = "word/media/seal.png"
RELATION = "rIdSeal"
"""Id of the relationship from a footer to the picture."""

TOP_MM = 276.5
"""From the upper edge of an A4 page to the picture: 2 mm under the page number, 9 mm above the lower edge of the paper."""

TURNED_LEFT_MM = 297 - TOP_MM - QR_MM
"""From the left edge of a turned page to the picture: on paper the place it has on the upright pages (GB/T 9704-2012, clause 8)."""

_EMU_A_MM = 36000
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="{RELATION}" Type="{_OFFICE}/image" Target="media/seal.png"/></Relationships>'
)


def seal_run(look: Look, left_mm: float, top_mm: float = TOP_MM) -> str:
    """Return the run that shows the picture; it lies behind the text and moves no line.

    Args:
        look: Look of the line that the picture hangs on.
        left_mm: From the left edge of the page.
        top_mm: From its upper edge.
    """
    side = round(QR_MM * _EMU_A_MM)
    box = f'<a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/>'
    return (
        f"<w:r>{look.run_properties}<w:drawing>"
        f'<wp:anchor xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        ' relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(left_mm * _EMU_A_MM)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top_mm * _EMU_A_MM)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{side}" cy="{side}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="900" name="校验码" descr="校验码二维码"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture">'
        '<pic:nvPicPr><pic:cNvPr id="900" name="校验码"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="{RELATION}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm>{box}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def picture_part(text: str) -> Part:
    """Return the picture of a text as a part of the package."""
    return deflate(PICTURE, qr_picture(text))


def relations_part(footer: str) -> Part:
    """Return the relationships of a footer that had none.

    Args:
        footer: Its path in the package, ``word/footer1.xml``.
    """
    folder, _, name = footer.rpartition("/")
    return deflate(f"{folder}/_rels/{name}.rels", _RELATIONS.encode())
