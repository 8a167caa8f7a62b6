"""The office's own templates of official documents (公文模板): put in force, replaced, given up for the shipped one."""

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.office_template import OfficeTemplate, OfficeTemplateContent
from models.work import Work


def take_template(work: Work, key: str, title: str, file_name: str, data: bytes) -> Changes:
    """Put a template in force; the one it takes the place of goes to the recycle bin.

    Whether the file can serve as a template is judged before, by `exports.word.official.chosen.look_at`.

    Args:
        work: The unit of work.
        key: What it is for.
        title: What the officer calls that.
        file_name: Name of the file it came from.
        data: The Word file.

    Raises:
        UserError: The file is empty, or is the one in force already.
    """
    if not data:
        raise UserError(f"文件“{file_name}”是空的。", "请检查原文件能否正常打开。")
    held = template_in_force(work, key)
    if held is not None:
        if work.session.get_one(OfficeTemplateContent, held.id).data == data:
            raise UserError(f"“{title}”正在用的就是这个模板，内容完全相同。", "请确认改好的文件已经保存，或另选一个文件。")
        held.deleted_at = work.at
    template = OfficeTemplate(key=key, title=title, file_name=file_name, size=len(data), added_at=work.at, by=work.by)
    work.session.add(template)
    work.session.flush()
    work.session.add(OfficeTemplateContent(template_id=template.id, data=data))
    work.session.flush()
    return Changes.of(Kind.OFFICE, id=template.id)


def reset_template(work: Work, key: str) -> Changes:
    """Go back to the shipped template; the office's own goes to the recycle bin.

    Raises:
        UserError: The office has none of its own.
    """
    held = template_in_force(work, key)
    if held is None:
        raise UserError("现在用的就是自带的模板。", "不需要恢复。")
    held.deleted_at = work.at
    work.session.flush()
    return Changes.of(Kind.OFFICE, id=held.id)


def template_in_force(work: Work, key: str) -> OfficeTemplate | None:
    """Return the office's own template for `key`, if it has one."""
    return work.session.scalars(select(OfficeTemplate).where(OfficeTemplate.key == key, OfficeTemplate.deleted_at.is_(None))).first()
