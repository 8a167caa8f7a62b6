"""The words that go with handed-out forms: names of files, the message to the entity, the reminder (催报), the example row."""

from collections.abc import Iterable, Sequence
from datetime import date

from exports.files import safe_file_name

EXAMPLE_CELLS = {
    "name": "示例：新增就业人数",
    "unit": "人",
    "kind": "累计",
    "baseline": "0",
    "counting_rule": "示例：签订一年以上劳动合同的人数",
    "on": "2026年3月31日",
    "value": "128",
    "source": "示例：单位花名册",
    "progress.text": "示例：3月20日举办专场招聘会，42家企业参加，达成意向318人。",
    "problems.text": "示例：部分企业技能岗位招工仍然困难，缺口约60人。",
    "requests.text": "示例：希望协调职业院校定向输送毕业生",
    "addressed_to": "示例：区教育部门",
}
"""What the example row of a workbook shows, by key of the column, or of table and column."""

NAME_RULE = "申报编号-单位名称-表名-第几版"
"""The rule of the files' names, as the window shows it."""


def handout_file_name(number: str, entity: str, title: str, revision: int, ending: str) -> str:
    """Return the name of a handed-out file by `NAME_RULE`; of a name too long the entity's loses its end, never the revision.

    Args:
        number: Application number (申报编号).
        entity: Name of the pilot entity.
        title: Title of the form.
        revision: Number of the revision.
        ending: ``docx`` or ``xlsx``.
    """
    behind = f"-{title}-第{revision}版"
    kept, shown = safe_file_name(f"表{behind}").removeprefix("表"), entity
    while not (name := safe_file_name(f"{number}-{shown}{behind}")).endswith(kept) and shown:
        shown = shown[:-1]
    return f"{name}.{ending}"


def due_line(due: date, office: str, officer: str, phone: str) -> str:
    """Return the line of a form that says until when and to whom it goes back."""
    return f"请于{_day(due)}前交回{_contact(office, officer, phone)}。"


def message_text(entity: str, titles: Sequence[str], due: date | None, office: str, officer: str, phone: str) -> str:
    """Return the message that goes with the files, for WeChat or SMS."""
    forms = "、".join(f"《{title}》" for title in titles)
    until = f"请于{_day(due)}前" if due else "请尽快"
    return (
        f"{entity}：您好！现发来{forms}，已填好的内容请核对，其余请按表内说明填写。"
        f"{until}将填好的原文件（Word存为.docx，Excel存为.xlsx，不要转成PDF或图片）发回。{_contact(office, officer, phone)}"
    )


def reminder_text(entity: str, titles: Sequence[str], due: date | None, on: date, office: str, officer: str, phone: str) -> str:
    """Return the reminder (催报) to one entity that has not answered."""
    forms = "、".join(f"《{title}》" for title in titles)
    if due is None:
        when = "请尽快填好发回"
    elif due < on:
        when = f"原定{_day(due)}前交回，现已超过{(on - due).days}天，请抓紧填好发回"
    elif due == on:
        when = "今天到期，请今天填好发回"
    else:
        when = f"{_day(due)}前交回，还有{(due - on).days}天，请按时填好发回"
    return f"{entity}：您好！发给贵单位的{forms}还没有收到，{when}；如已发出，请告知。{_contact(office, officer, phone)}"


def reminder_list(lines: Iterable[tuple[str, str, date | None]], on: date) -> str:
    """Return who has not answered as one text, a line each, for a group chat.

    Args:
        lines: Entity, title of the form, day it is asked back.
        on: Today.
    """
    rows = [
        f"{number}. {entity}：{title}" + (f"（{_day(due)}{'到期，已超过' if due < on else '前'}）" if due else "")
        for number, (entity, title, due) in enumerate(lines, start=1)
    ]
    return "\n".join([f"截至{_day(on)}，以下单位的表还没有交回，请抓紧：", *rows])


def _contact(office: str, officer: str, phone: str) -> str:
    who = "，".join(part for part in (officer, phone) if part)
    return f"{office}{f'（{who}）' if who else ''}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
