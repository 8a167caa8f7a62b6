"""Telling the districts (反馈): messages, and noting what went to whom in which package."""

from collections.abc import Sequence

from models.base import new_id
from models.changes import Changes, Kind
from models.errors import UserError
from models.feedback import CityMessage, SentNews
from models.operations.city.standing import at_the_city, was_sent
from models.operations.exchange import RECEIPT, SentFacts, mark_answered, record_sent
from models.operations.guarding import needed
from models.work import Work


def record_reply(
    work: Work, facts: SentFacts, data: bytes, *, peer_id: str, item_ids: Sequence[str], received_ids: Sequence[str]
) -> Changes:
    """Keep a reply that was just made, with what it tells and which packages it answers, in one transaction.

    Args:
        work: The unit of work.
        facts: The package.
        data: Its bytes.
        peer_id: The station it is for.
        item_ids: What it tells, see `models.queries.city.news.News.item_ids`.
        received_ids: The packages it has a receipt for.

    Raises:
        UserError: Another package was made meanwhile.
    """
    made = record_sent(work, facts, data)
    keys = (*item_ids, *(f"{RECEIPT}{id}" for id in received_ids))
    work.session.add_all(SentNews(peer_id=peer_id, item_id=key, sent_package_id=made.id) for key in keys)
    mark_answered(work, received_ids)
    work.session.flush()
    return Changes.of(Kind.EXCHANGE, Kind.REVIEW, id=made.id)


def write_message(work: Work, title: str, text: str, offices: Sequence[str] = ()) -> Changes:
    """Write a message to some districts, or to all; it goes down with the next reply.

    Raises:
        UserError: Title or text is missing.
    """
    at_the_city(work)
    title, text = needed(title, "标题"), needed(text, "内容")
    for office in offices or ("",):
        work.session.add(CityMessage(id=new_id(), office=office, by=work.by, title=title, text=text, on=work.on))
    work.session.flush()
    return Changes.of(Kind.EXCHANGE)


def delete_message(work: Work, message_id: str) -> Changes:
    """Take back a message that was not sent yet.

    Raises:
        UserError: It is gone, or was sent.
    """
    at_the_city(work)
    message = work.session.get(CityMessage, message_id)
    if message is None:
        raise UserError("这条消息已经不在了。", "请刷新页面后再试。")
    if was_sent(work, message.id):
        raise UserError("这条消息已经随反馈包发出，不能撤回。", "需要更正的，请另发一条消息。")
    work.session.delete(message)
    return Changes.of(Kind.EXCHANGE)
