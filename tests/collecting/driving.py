"""LibreOffice driven for real: a macro opens a file, types into its cells, and saves it; Writer and Calc."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Typing" script:language="StarBasic">
Sub TypeIn
  Dim oFiles As Object, oOrders As Object, oDocument As Object, oTable As Object
  Dim aWords, aNames, sTarget As String, nTable As Long, nCell As Long
  Dim aHidden(0) As New com.sun.star.beans.PropertyValue
  Dim aFilter(0) As New com.sun.star.beans.PropertyValue
  On Error GoTo Failed
  oFiles = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  oOrders = createUnoService("com.sun.star.io.TextInputStream")
  oOrders.setInputStream(oFiles.openFileRead(Environ("TYPING")))
  oOrders.setEncoding("UTF-8")
  aHidden(0).Name = "Hidden"
  aHidden(0).Value = True
  oDocument = StarDesktop.loadComponentFromURL(oOrders.readLine(), "_blank", 0, aHidden())
  sTarget = oOrders.readLine()
  aFilter(0).Name = "FilterName"
  aFilter(0).Value = oOrders.readLine()
  Do While Not oOrders.isEOF()
    aWords = Split(oOrders.readLine(), Chr(9))
    If UBound(aWords) = 1 Then
      For nTable = 0 To oDocument.getTextTables().getCount() - 1
        oTable = oDocument.getTextTables().getByIndex(nTable)
        aNames = oTable.getCellNames()
        For nCell = 0 To UBound(aNames)
          If Left(aNames(nCell), 1) = "A" Then
            If Replace(oTable.getCellByName(aNames(nCell)).getString(), Chr(10), "") = aWords(0) Then
              oTable.getCellByName("B" &amp; Mid(aNames(nCell), 2)).setString(Join(Split(aWords(1), "|"), Chr(13)))
            End If
          End If
        Next nCell
      Next nTable
    ElseIf UBound(aWords) = 2 Then
      oDocument.getSheets().getByName(aWords(0)).getCellRangeByName(aWords(1)).setFormula(aWords(2))
    End If
  Loop
  oOrders.closeInput()
  oDocument.storeToURL(sTarget, aFilter())
Failed:
  StarDesktop.terminate()
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Typing"/></library:library>
"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"""
MACRO = "macro:///Standard.Typing.TypeIn"
FILTERS = {".docx": "MS Word 2007 XML", ".xlsx": "Calc MS Excel 2007 XML"}


def type_into(home: Path, document: Path, target: Path, entries: Sequence[tuple[str, ...]]) -> Path:
    """Open a document in LibreOffice, type, and save it under another name.

    Args:
        home: Folder for the profile.
        document: The file to open.
        target: The file to write.
        entries: For Writer label and text of the cell beside it (``|`` ends a paragraph); for Calc sheet, cell and what is typed.
    """
    profile = home / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    if not profile.exists():  # the first start would write its own libraries over ours
        subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    library.joinpath("Typing.xba").write_text(MODULE, encoding="utf-8")
    library.joinpath("script.xlb").write_text(LIBRARY, encoding="utf-8")
    library.parent.joinpath("script.xlc").write_text(LIBRARIES, encoding="utf-8")
    lines = [document.as_uri(), target.as_uri(), FILTERS[target.suffix], *("\t".join(entry) for entry in entries)]
    orders = home / "orders.txt"
    orders.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {**os.environ, "TYPING": orders.as_uri()}
    subprocess.run([*command, MACRO], check=True, capture_output=True, timeout=60, env=environment)
    assert target.exists()
    return target
