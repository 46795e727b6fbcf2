"""What a 工作移交 consists of, whose move each thing is, and who may receive what (S.2(3)).

Codes of kinds and states are those stored (`staff.models.handover`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# The four heads of S.2(3) in its order, with the kinds below each.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("客户名单", ("customer", "visit")),
    ("应收账款单据", ("payment", "receivable")),
    ("领用物品和系统帐户", ("property", "account", "other_account")),
    ("其他事项", ("case", "dispatch", "errand", "draft", "person", "other")),
)
TYPED = ("receivable", "property", "other_account", "other")
TO_FINANCE = "payment"  # money is not received by a colleague: 财务 notes its receipt, and that ends the item
# What may stay without a receiver, by the manager's word. Work in hand may not: somebody has to do it.
EXCUSABLE = (*TYPED, TO_FINANCE)
WAITING, ENDED = ("open", "handed"), ("received", "settled", "excused")

# What a thing asks of its receiver.
SERVICE, TECH, SALES, EMPLOYED = "service", "tech", "sales", "employed"
ASKS = {
    SERVICE: "要由售后服务部在岗、有账号的人接",
    TECH: "要由技术中心的人接",
    SALES: "要由销售处的人接",
    EMPLOYED: "要由有员工档案的在岗人员接",
}


@dataclass(frozen=True)
class Receiver:
    """What is known of a person who is to receive. `above` are the employees above, by id."""

    name: str
    user_id: int
    is_active: bool
    has_role: bool  # any but 系统管理员, who has no part in the work
    is_leaving: bool = False
    abilities: frozenset[str] = frozenset()
    employee_id: int | None = None
    above: frozenset[int] = field(default_factory=frozenset)


def fault_of_receiver(key: str, needs: Iterable[str], person: Receiver, leaver_user_id: int | None) -> str:
    """Why this person cannot receive the thing; empty when nothing is against it."""
    if person.user_id == leaver_user_id:
        return "移交人不能自己接收"
    if not person.is_active or not person.has_role:
        return f"{person.name} 的账号已停用，或没有岗位"
    if person.is_leaving:
        return f"{person.name} 自己正在办理离职移交"
    missing = next((need for need in sorted(needs) if need not in person.abilities), None)
    if missing:
        return f"{ASKS[missing]}，{person.name} 不是"
    kind, _, number = key.partition("-")
    if kind == "person" and int(number) in {person.employee_id, *person.above}:
        return f"{person.name} 不能做自己或上级的主管"
    return ""


@dataclass(frozen=True)
class Standing:
    """Of one thing: its code of state and kind, its names."""

    kind: str
    state: str
    leaver: str
    receiver: str = ""


def whose_move(thing: Standing) -> str:
    """「等 赵磊 接收」; empty once nothing is waited for."""
    if thing.state in ENDED:
        return ""
    if thing.state == "handed":
        return f"等 {thing.receiver} 接收"
    if thing.kind == TO_FINANCE:
        return f"等 {thing.leaver} 交款、财务收讫"
    return f"等 {thing.leaver} 移交" if thing.receiver else "等经理指定接收人"


def progress_in_words(states: Iterable[str]) -> str:
    """「12项，已接收 7项」, with what else became of them."""
    seen = list(states)
    parts = [f"{len(seen)}项"]
    for state, words in (("received", "已接收"), ("settled", "已另行办结"), ("excused", "不移交")):
        if number := seen.count(state):
            parts.append(f"{words} {number}项")
    if left := sum(state in WAITING for state in seen):
        parts.append(f"还有 {left}项没有办完")
    return "，".join(parts)
