"""Whatever stands in a file: what is taken as certain is what was written."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from forms.collecting.boxes import ticked
from forms.collecting.content import Paragraph, Place, Table, TableCell, WordContent
from forms.collecting.labels import is_not_data
from forms.collecting.tolerant import understand
from forms.collecting.word_places import WordPlaces
from forms.definition import Field, Origin
from forms.normalising import half_width
from tests.unit.complete_form import form, programme

STAFF = Field(key="x", label="人数", type="integer", origin=Origin.ADDED, unit="人")
AMOUNT = Field(key="y", label="金额", type="money", origin=Origin.ADDED, unit="万元")
ITEMS = {"招聘": "a", "培训": "b", "劳务派遣": "c", "派遣": "d", "其他": "e"}
LIKELY = st.text(alphabet="0123456789０１２,，.．万亿元人家 　约-—+%/年月日", max_size=12)


@given(st.one_of(LIKELY, st.text(max_size=12)))
def test_a_number_is_what_its_signs_say(text: str) -> None:
    understood = understand(STAFF, text, programme())
    if understood.doubt or understood.unread or understood.value is None:
        return
    bare = "".join(half_width(text).split()).removesuffix("人").replace(",", "").lstrip("+")
    times = 1
    for sign, size in (("万", 10_000), ("亿", 100_000_000)):
        if bare.endswith(sign):
            bare, times = bare.removesuffix(sign), size
    assert Decimal(bare.translate(dict.fromkeys(map(ord, "‐‑‒–—―−－﹣➖ー"), "-"))) * times == understood.value


@given(LIKELY)
def test_an_amount_is_what_its_signs_say(text: str) -> None:
    understood = understand(AMOUNT, text, programme())
    if understood.doubt or understood.unread or understood.value is None:
        return
    assert isinstance(understood.value, int)
    bare = "".join(half_width(text).split()).replace(",", "")
    times = 1
    if bare.endswith("元"):
        bare, times = bare.removesuffix("元"), 100
    elif bare[-1:] not in ("万", "亿"):
        times = 1_000_000  # the place is in 万元
    for sign, size in (("万", 10_000), ("亿", 100_000_000)):
        if bare.endswith(sign):
            bare = bare.removesuffix(sign)
            times = 100 * size
    assert Decimal(bare.translate(dict.fromkeys(map(ord, "‐‑‒–—―−－﹣➖ー"), "-"))) * times == understood.value


@given(
    st.lists(st.tuples(st.sampled_from(sorted(ITEMS)), st.booleans()), unique_by=lambda pair: pair[0], min_size=1),
    st.sampled_from("■√☑✔"),
    st.sampled_from(["\n", "　", "\t", " "]),
    st.booleans(),
)
def test_ticked_boxes_are_those_that_were_ticked(boxes: list[tuple[str, bool]], sign: str, between: str, spaced: bool) -> None:
    text = between.join(f"{sign if chosen else '□'}{' ' if spaced else ''}{name}" for name, chosen in boxes)
    assert ticked(text, ITEMS) == [ITEMS[name] for name, chosen in boxes if chosen]


@given(st.text(alphabet="■□√ \n　招聘培训劳务派遣其他、：", max_size=24))
def test_boxes_in_disorder_are_never_guessed(text: str) -> None:
    keys = ticked(text, ITEMS)
    if keys is None:
        return
    names = {key: name for name, key in ITEMS.items()}
    joined = "".join(text.split())
    for key in keys:
        place = joined.index(names[key])
        assert set(joined[:place]) & set("■√")
    assert len(keys) <= joined.count("■") + joined.count("√")


CELLS = st.one_of(st.sampled_from([field.label for field in form().fields()]), st.text(max_size=8), st.just(""))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), st.lists(st.text(max_size=12), max_size=3))
def test_any_table_is_looked_through_and_a_label_is_no_answer(rows: list[list[str]], lines: list[str]) -> None:
    cells = tuple(TableCell(r, c, text) for r, row in enumerate(rows, start=1) for c, text in enumerate(row, start=1))
    content = WordContent((*map(Paragraph, lines), Table(len(rows), 3, cells)))
    places = WordPlaces(content, tuple(form().fields()))
    labels = {field.label for field in form().fields()}
    for field in form().fields():
        for spot in places.spots(field):
            assert spot.text.strip() not in labels
            assert isinstance(spot.place, Place)
    assert all(isinstance(is_not_data(row), bool) for row in rows)
