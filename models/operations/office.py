"""The office (填报单位) of the workspace: set up once, edited later."""

from sqlalchemy import select

from models.changes import Changes, Kind
from models.edition import CITY
from models.errors import UserError
from models.office import Office
from models.operations.guarding import line, needed
from models.work import Work


def set_up(work: Work, district_code: str, name: str, officer: str, phone: str = "") -> Changes:
    """Write the one office of a new workspace.

    Args:
        work: The unit of work.
        district_code: A district that is valid on the day of the work, or `CITY` for the city edition.
        name: Full name of the unit as on its seal.
        officer: Name of the officer who works here.
        phone: Telephone of the office.

    Raises:
        UserError: There is an office already, something is empty, or the district is not valid today.
    """
    if work.session.scalars(select(Office)).first() is not None:
        raise UserError("单位已经设置过了。", "需要更改时请到“设置”页修改。")
    if district_code != CITY:
        _check_district(work, district_code)
    office = Office(
        district_code=district_code,
        name=line(needed(name, "单位名称")),
        officer=line(needed(officer, "经办人")),
        phone=line(phone),
        programme_id=work.programme.id,
        programme_version=work.programme.version,
        created_at=work.at,
    )
    work.session.add(office)
    work.session.flush()
    return Changes.of(Kind.OFFICE, id=office.id)


def edit_office(
    work: Work, *, district_code: str | None = None, name: str | None = None, officer: str | None = None, phone: str | None = None
) -> Changes:
    """Edit what is given; numbers of existing projects stay as they are when the district changes.

    Raises:
        UserError: Something is empty, the new district is not valid today, or a district's workspace would become the city's.
    """
    office = the_office(work)
    if district_code is not None and district_code != office.district_code:
        if CITY in (district_code, office.district_code):
            raise UserError("区县版和市级版的账套不能互相改换。", "请另外新建一个账套。")
        _check_district(work, district_code)
        office.district_code = district_code
    if name is not None:
        office.name = line(needed(name, "单位名称"))
    if officer is not None:
        office.officer = line(needed(officer, "经办人"))
    if phone is not None:
        office.phone = line(phone)
    return Changes.of(Kind.OFFICE, id=office.id)


def the_office(work: Work) -> Office:
    """Return the office of the workspace.

    Raises:
        UserError: It has not been set up.
    """
    office = work.session.scalars(select(Office)).first()
    if office is None:
        raise UserError("还没有设置单位。", "请先在首次使用向导里选择区县并填写单位名称。")
    return office


def _check_district(work: Work, district_code: str) -> None:
    if any(district.code == district_code for district in work.programme.districts_on(work.on)):
        return
    known = next((district for district in work.programme.districts if district.code == district_code), None)
    if known is None:
        raise UserError(f"没有代码为“{district_code}”的区县。", "请从列表中选择。")
    heir = next((district.name for district in work.programme.districts if district.code == known.successor), "")
    raise UserError(
        f"“{known.name}”在{work.on.isoformat()}不是有效的报送单位。",
        f"它的工作已由“{heir}”承接，请选择“{heir}”。" if heir else "请从列表中选择。",
    )
