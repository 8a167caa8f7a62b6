"""Every reason why a file from outside is not read: a stable code, what happened, what to do next."""

import re

from forms.collecting.content import Refusal

_XLSX = "请用 WPS 或 Excel 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。"
_DOCX = "请用 WPS 或 Word 打开，另存为“Word 文档（*.docx）”后再导入。"
_RESAVE = "请用 WPS 或 Office 打开，另存为新的 .docx 或 .xlsx 文件后再导入。"
_AGAIN = "请让对方重新发送；微信、邮件里的文件要等下载完再存。"
_ASK = "正常填写的表不会这样。请与发送单位核实来源，让对方用下发的表重新填写。"
_FORMAT = "请让填表单位用下发的 Word 或 Excel 表填写后发回。"
_TYPE_IN = "程序不识别图片里的字。请让对方发回 Word 或 Excel 文件，或照着手工录入。"

REASONS: dict[str, tuple[str, str]] = {
    # The file as such
    "missing": ("文件已经不在原来的位置。", "请检查文件是否被移走或改名、移动盘是否插好，重新选择。"),
    "not_a_file": ("这不是一个普通文件。", "请选择具体的 Word 或 Excel 文件。"),
    "no_access": ("文件打不开（{reason}）。", "请关闭正在使用它的程序，或把文件复制到本机桌面后再试。"),
    "too_large": ("文件有 {size} MB，超过了 {limit} MB。", "请删除或压缩其中的图片，另存后再导入。"),
    "empty": ("文件是空的（0 字节）。", _AGAIN),
    "zeroed": ("文件有大小，但内容全是空白，多半是没有拷贝完。", "请重新拷贝或让对方重新发送。"),
    "lock_file": ("这是 WPS 或 Office 打开文件时留下的临时文件，里面没有填写内容。", "请选择同名但不带“~$”的文件。"),
    "shadow_file": ("这是苹果电脑拷贝时附带的文件，里面没有填写内容。", "请选择同名但不带“._”的文件。"),
    # What it is instead
    "old_word": ("这是旧格式的 Word 文件（.doc）。", _DOCX),
    "old_excel": ("这是旧格式的 Excel 文件（.xls）。", _XLSX),
    "wps_text": ("这是 WPS 文字自己的格式（.wps）。", "请用 WPS 打开，另存为“Word 文档（*.docx）”后再导入。"),
    "wps_sheet": ("这是 WPS 表格自己的格式（.et）。", "请用 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。"),
    "password": ("文件加了打开密码，程序读不了。", "请用 WPS 或 Office 输入密码打开，去掉密码（文件—加密）后另存再导入。"),
    "old_slides": ("这是旧格式的演示文稿（.ppt 或 .dps）。", _FORMAT),
    "mail": ("这是一封邮件。", "请打开邮件，把附件里的 Word 或 Excel 文件另存出来再导入。"),
    "old_other": ("这是旧格式的办公文件，看不出是表格还是文档。", _RESAVE),
    "locked_by_software": (
        "文件被对方单位的加密软件锁住了，在本机是乱码。",
        "请让对方在加密软件里“解密”或“外发”后重新发送。",
    ),
    "pdf": ("这是 PDF 文件。", "程序不识别 PDF 里的填写内容。请让对方发回 Word 或 Excel 文件，或照着手工录入。"),
    "ofd": ("这是版式文件（OFD）。", "程序不识别 OFD 里的填写内容。请让对方发回 Word 或 Excel 文件，或照着手工录入。"),
    "picture": ("这是一张图片（照片或扫描件）。", _TYPE_IN),
    "media": ("这是录音或视频。", _FORMAT),
    "rtf": ("这是 RTF 格式的文件。", _DOCX),
    "web_page": ("这是网页格式的文件，不是真正的 Word 或 Excel 文件。", _RESAVE),
    "web_archive": ("这是单个文件网页（.mht）。", _RESAVE),
    "xml": ("这是 XML 格式的文件。", _RESAVE),
    "csv": ("这是逗号分隔的文本表格（.csv）。", _XLSX),
    "text": ("这是纯文本文件。", _FORMAT),
    "archive": ("这是压缩包。", "请先解压，再把里面的文件拖进来。"),
    "opendocument": ("这是 OpenDocument 格式的文件（.odt 或 .ods）。", _RESAVE),
    "slides": ("这是演示文稿（.pptx）。", _FORMAT),
    "binary_excel": ("这是二进制的 Excel 工作簿（.xlsb）。", _XLSX),
    "other_office": ("这是另一种办公文件，不是 Word 文档，也不是 Excel 工作簿。", _FORMAT),
    "program": ("这是一个程序，不是填好的表。", "请不要打开它，删除后告知发送单位。"),
    "shortcut": ("这是快捷方式，不是文件本身。", "请找到快捷方式指向的文件再导入。"),
    "unknown": ("认不出这是什么文件。", _FORMAT),
    # The archive inside
    "truncated": ("文件不完整，后半部分缺失。", _AGAIN),
    "damaged": ("文件已损坏，内部结构读不出来。", _AGAIN),
    "checksum": ("文件已损坏：其中“{part}”的内容与校验不符。", _AGAIN),
    "foreign_data": ("文件的开头或结尾接着别的内容，不是办公软件存出来的样子。", _RESAVE),
    "many_parts": ("文件里有 {count} 个部分，远多于正常的文档。", _ASK),
    "bad_name": ("文件内部有指向别处的路径“{part}”，可能被人做过手脚。", _ASK),
    "double_name": ("文件内部有两个同名的部分“{part}”，可能被人做过手脚。", _ASK),
    "link": ("文件内部有指向别处的链接“{part}”，可能被人做过手脚。", _ASK),
    "overlap": ("文件内部的几个部分互相重叠，可能被人做过手脚。", _ASK),
    "two_faces": ("文件内部“{part}”前后两处的记录不一致，可能被人做过手脚。", _ASK),
    "method": ("文件用了办公软件不用的压缩方式。", _RESAVE),
    "locked_parts": ("文件的压缩包加了密码，程序读不了。", "请去掉密码，另存后再导入。"),
    "bomb": ("文件解开后会膨胀到 {ratio} 倍，可能是恶意文件。", _ASK),
    "large_part": ("文件中的“{part}”解开后有 {size} MB，过大。", "请删除不需要的工作表、图片和格式，另存后再导入。"),
    "large_content": ("文件解开后有 {size} MB，过大。", "请删除不需要的工作表、图片和格式，另存后再导入。"),
    "nested_archive": ("文件里还藏着压缩包“{part}”。", _ASK),
    "no_document": ("文件里没有正文，不是完整的 Word 或 Excel 文件。", _AGAIN),
    "no_relation": ("文件内部缺少“{part}”。", _RESAVE),
    # XML
    "doctype": ("文件含有办公文档中不应有的声明（DTD），可能被人做过手脚。", _ASK),
    "encoding": ("文件内部“{part}”的文字编码不对。", _RESAVE),
    "broken_xml": ("文件内部“{part}”已损坏，读不出来。", _RESAVE),
    "deep": ("文件内部“{part}”层层嵌套过深，可能被人做过手脚。", _ASK),
    "many_elements": ("文件内部“{part}”的内容多得异常。", "请删除不需要的行、列和格式，另存后再导入。"),
    # What acts or reaches out
    "macros": ("文件带有宏，不能读取。", "请用 WPS 或 Office 打开（不要启用宏），另存为不带宏的 .docx 或 .xlsx 后再导入。"),
    "activex": ("文件带有 ActiveX 控件，不能读取。", "请删除这些控件，或用下发的表重新填写。"),
    "add_in": ("文件带有会连网的加载项，不能读取。", "请用下发的表重新填写，或把内容复制到新建的文件里。"),
    "embedded": ("文件里嵌入了别的文件或对象。", "请删除嵌入的对象（佐证材料另外单独发送），另存后再导入。"),
    "embedded_text": ("文件里夹带了另一份外来文档，要打开时才合并。", "请用 WPS 或 Word 打开，另存为新的 .docx 后再导入。"),
    "remote_template": ("文件打开时会从网络上取模板：{target}。", _ASK),
    "remote_picture": (
        "文件里有图片没有存在文件中，打开时要从网络或别的电脑上取：{target}。",
        "请把图片保存到本机后重新插入（不选“链接”），另存后再导入。",
    ),
    "remote_content": ("文件打开时会从网络或别的电脑上取内容：{target}。", _ASK),
    "linked_workbook": (
        "表格里有公式引用了别的工作簿。",
        "请在 WPS 或 Excel 的“数据—编辑链接”里断开链接，另存后再导入。",
    ),
    "leftover_link": (
        "表格里残留着指向别的工作簿的链接，没有公式在用。",
        "请在 WPS 或 Excel 的“数据—编辑链接”里断开链接，“公式—名称管理器”里删除指向它的名称，另存后再导入。",
    ),
    "data_connection": ("表格连着外部数据源。", "请在“数据—连接”里删除连接，另存后再导入。"),
    "dde": ("文件里有会启动其他程序的指令（DDE）。", _ASK),
    "live_formula": ("单元格 {place} 的公式会访问网络或调用程序。", "请把公式改成数值（选择性粘贴—数值），另存后再导入。"),
    "live_field": ("文档里有会取用其他文件的域：{name}。", "请选中全文按 Ctrl+Shift+F9 把域变成文字，另存后再导入。"),
    "open_field": ("文档里有一个没有结束的域，后面的文字分不清是不是填写内容。", _DOCX),
    # Sheets
    "far_cell": ("工作表“{sheet}”的单元格 {place} 里有内容，离表格太远。", "多半是误填。请删除它所在的行和列，另存后再导入。"),
    "bad_place": ("工作表“{sheet}”里有位置不对的单元格。", _RESAVE),
    "double_cell": ("工作表“{sheet}”的单元格 {place} 出现了两次。", _RESAVE),
    "bad_value": ("工作表“{sheet}”的单元格 {place} 的内容读不出来。", _RESAVE),
    "many_cells": ("表格里有内容的单元格超过 {limit} 个。", "请只保留需要导入的工作表和行，或分成几个文件。"),
    "many_sheets": ("工作簿里有 {count} 张工作表，过多。", "请只保留需要导入的工作表。"),
    "many_merges": ("工作表“{sheet}”里有 {count} 处合并单元格，过多。", "请取消不需要的合并，另存后再导入。"),
    "huge_merge": ("工作表“{sheet}”里有一处合并单元格大得异常（{place}）。", "请取消这处合并，另存后再导入。"),
    "crossing_merges": ("工作表“{sheet}”里有互相重叠的合并单元格（第 {row} 行）。", "请取消这些合并，另存后再导入。"),
    "no_sheet": ("工作簿里没有可以读取的工作表。", _FORMAT),
    # Text
    "huge_table": ("文档里有一张表格大得异常。", "请删除空白的行列，或把大表放进 Excel 文件。"),
    "much_content": ("文件里的文字太多，不像是填好的表。", "请确认选对了文件；确是此文件的，请删去与填表无关的内容。"),
    # The other process
    "too_slow": ("读了 {seconds} 秒还没有读完，已停止。", "请删除不需要的内容，另存后再导入；仍不行的，请手工录入。"),
    "too_much_memory": ("读取它要占用过多内存，已停止。", "请删除不需要的工作表、图片和格式，另存后再导入。"),
    "reader_stopped": ("读取它时读取程序意外中止。", "请用 WPS 或 Office 打开后另存再导入；仍不行的，请手工录入。"),
    "unforeseen": ("文件的结构出乎意料，没有读取。", "请用 WPS 或 Office 打开后另存再导入；仍不行的，请手工录入。"),
}
"""By code: what happened, what to do next. The names in braces are filled in by `Refused`."""

LONGEST_QUOTE = 60

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


class Refused(Exception):  # noqa: N818 (an answer, not an error)
    """The file is not read.

    Attributes:
        refusal: What the officer is told.
    """

    def __init__(self, code: str, **quoted: object) -> None:
        super().__init__(code)
        self.refusal = refuse(code, **quoted)


def refuse(code: str, **quoted: object) -> Refusal:
    """Return the refusal of that code; what it quotes from the file is cut short and freed of characters that cannot be seen."""
    message, hint = REASONS[code]
    return Refusal(code, message.format(**{name: _quote(str(value)) for name, value in quoted.items()}), hint)


def _quote(text: str) -> str:
    text = _UNSEEN.sub(" ", text)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
