"""How far packages and the enrolment of stations have come; apart from their tables, so that lists are read before those are loaded."""

from enum import StrEnum


class SentState(StrEnum):
    """What is known of a sent package; 已导出 is not 已收到 until a receipt arrives."""

    MADE = "made"
    EXPORTED = "exported"
    RECEIVED = "received"
    WAITING = "waiting"
    REFUSED = "refused"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


SENT_STATES: dict[SentState, str] = {
    SentState.MADE: "待导出",
    SentState.EXPORTED: "已导出",
    SentState.RECEIVED: "已收到",
    SentState.WAITING: "等前面的包",
    SentState.REFUSED: "未接收",
    SentState.RETURNED: "退回",
    SentState.ACCEPTED: "通过",
    SentState.WITHDRAWN: "已撤回",
}
"""What the officer calls them."""


class ReceivedState(StrEnum):
    """What became of a received package; one that is refused leaves no row."""

    WAITING = "waiting"
    UNVERIFIED = "unverified"
    TAKEN = "taken"


RECEIVED_STATES: dict[ReceivedState, str] = {
    ReceivedState.WAITING: "等前面的包",
    ReceivedState.UNVERIFIED: "未登记，已接收",
    ReceivedState.TAKEN: "已导入",
}
"""What the officer calls them."""


class PeerState(StrEnum):
    """How far the enrolment of a peer has come."""

    INVITED = "invited"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


PEER_STATES: dict[PeerState, str] = {
    PeerState.INVITED: "已发入网文件",
    PeerState.REGISTERED: "已登记，待核对",
    PeerState.CONFIRMED: "已核对",
    PeerState.REVOKED: "已注销",
}
"""What the officer calls them."""
