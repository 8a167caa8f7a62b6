"""Field queries on their way: asked at the city, shown and answered at the district while the form stays frozen, answered, closed."""

from collections.abc import Mapping

import pytest

from exports.exchange.receiving import facts_of, look
from exports.package.archive import Bytes
from forms.feedback import EffectKind, apply_reply, plan_reply
from forms.keeping import keep_counts
from forms.mending import to_mend
from models.errors import UserError
from models.exchange import Query, Reply
from models.operations.feedback import answer_query
from models.queries import feedback
from tests.db.form_records import state, today
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM, id_of


def question(sides: Sides, *, closed: bool = False, revision: str = "") -> Query:
    ((project, own),) = sides.district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")
    return Query(
        id=id_of(41),
        document_id=project,
        revision_id=revision or own,
        field="idea",
        text="培训人数怎么算的",
        on=today(sides.city),
        closed=closed,
    )


def brings(sides: Sides, *queries: Query) -> list[tuple[EffectKind, bool]]:
    """Bring a reply with these queries down and apply it; return its effects and whether they applied."""
    reply = Reply(on=today(sides.city), officer="示例市级经办人", queries=queries)
    made = sides.down(reply)
    looked = look(sides.district, made.data, made.file_name, PROGRAM)
    assert looked.opened is not None
    effects = plan_reply(sides.district, sides.district.programme, reply, today(sides.district))
    files: Mapping[str, Bytes] = looked.opened.files
    sides.district.perform(keep_counts, apply_reply, reply, facts_of(looked), looked.data, files)
    return [(effect.kind, effect.applies) for effect in effects]


def test_a_query_is_answered_while_the_form_stays_frozen_and_then_closed(sent: Sides) -> None:
    asked = question(sent)
    assert brings(sent, asked) == [(EffectKind.QUERY, True)]
    district, project = sent.district, asked.document_id
    assert state(district, project).frozen
    (item,) = to_mend(district, district.programme, project, today(district))
    assert (item.query, item.field_key, item.text, item.submitted, item.answer) == (True, "idea", asked.text, item.now, "")
    district.perform(answer_query, asked.id, " 按结业证书计 ")
    assert feedback.query_answers(district) == {asked.id: "按结业证书计"}
    assert brings(sent, asked) == [(EffectKind.QUERY, False)]
    assert [row.answer for row in feedback.queries(district)] == ["按结业证书计"]
    assert brings(sent, question(sent, closed=True)) == [(EffectKind.QUERY, True)]
    assert [row.closed for row in feedback.queries(district, project)] == [True]
    assert feedback.query_answers(district) == {}
    with pytest.raises(UserError, match="已经办结"):
        district.perform(answer_query, asked.id, "再补充")
    assert brings(sent, asked) == [(EffectKind.QUERY, True)]
    assert [row.closed for row in feedback.queries(district)] == [False]


def test_a_query_about_a_form_of_another_computer_is_left_alone(sent: Sides) -> None:
    assert brings(sent, question(sent, revision=id_of(77))) == [(EffectKind.QUERY, False)]
    assert feedback.queries(sent.district) == []
