"""The steps by which a result was reached, each with clause and formula, for people who check it."""

from datetime import datetime

from cases.rules.deadlines import DeadlineKind, DeadlineState
from cases.rules.intake import CLOCKED_FROM_ARRIVAL
from cases.rules.triage import TIER_TITLES, Tier, reply_days, tier_limit
from liability.rules.determine import Determination
from yibin_service.foundation.regulation.clauses import P_2_1, P_2_2, P_4
from yibin_service.foundation.regulation.clock import ONE_DAY
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .facts import CaseFacts, SettlementKind
from .result import Allocation, Basis, Deadline, Fine, Loss, SettlementLoss

STATE_WORDS = {DeadlineState.MET: "按时", DeadlineState.BREACHED: "超期", DeadlineState.RUNNING: "未到期"}
KIND_WORDS = {SettlementKind.RETURN: "退", SettlementKind.COMPENSATE: "赔", SettlementKind.EXCHANGE: "换"}
UNDETERMINED_WORDS = {
    "cause": "原因尚未认定，不分摊",
    "late_filing_effect": "信息卡迟送的后果尚未认定",
    "not_compensable": "不应赔偿而有结算，须经同意善意补偿或撤销结算",
    "packaging": "外包装责任须由有权人认定",
}


def tier_step(facts: CaseFacts, tier: Tier, p: ParameterSet) -> Basis:
    """P.二.2  Why the case has its tier."""
    clear = "责任明确" if facts.liability_clear else "责任不明确"
    text = f"{clear}，直接损失 {facts.direct_loss:,} 元：{TIER_TITLES[tier]}"
    if facts.extra_major:
        return Basis(P_2_2, "由分管副总经理或总经理定为特别重大")
    limit = tier_limit(tier, p)
    if limit is not None:
        return Basis(P_2_2, text, f"{facts.direct_loss:,} ≤ {limit:,}")
    if tier is Tier.EXTRA_MAJOR:
        return Basis(P_2_2, text, f"{facts.direct_loss:,} ≥ {p.optional_decimal(K.EXTRA_MAJOR_THRESHOLD):,}")
    return Basis(P_2_2, text, f"{facts.direct_loss:,} > {p.decimal(K.LARGER_LIMIT):,}")


def deadline_step(clock: Deadline, facts: CaseFacts, tier: Tier, p: ParameterSet) -> Basis:
    """P.二.1, P.二.2  When the clock ends and how it stands."""
    state, end = STATE_WORDS[clock.state], _end(clock.due_at)
    if clock.kind is DeadlineKind.CARD_FILING:
        received = _minute(facts.received_by_sales_at)
        return Basis(P_2_1, f"信息卡送达：{state}", f"{received} + {p.whole(K.CARD_FILING_HOURS)} 小时 = {end}")
    if clock.kind is DeadlineKind.USER_REPORT:
        words = "用户报告：按时" if clock.state is DeadlineState.MET else "用户超期报告，不是任何单位的违规"
        start = "到达" if facts.cause in CLOCKED_FROM_ARRIVAL else "开包"
        return Basis(P_2_1, words, f"{start} + {p.whole(K.USER_REPORT_HOURS)} 小时 = {end}")
    delivered = _minute(facts.card_filed_at) if facts.card_filed_at else ""
    return Basis(P_2_2, f"答复：{state}", f"{delivered} 送达，当日不计，{reply_days(tier, p)} 天，至 {end}")


def _minute(at: datetime) -> str:
    """An instant of the mill's clock to the minute."""
    return str(at)[:16]


def _end(due_at: datetime) -> str:
    """The end of a period; at midnight it is 24:00 of its last day."""
    if due_at.hour == due_at.minute == due_at.second == 0:
        return f"{due_at.date() - ONE_DAY} 24:00"
    return _minute(due_at)


def loss_steps(losses: tuple[SettlementLoss, ...], loss: Loss) -> list[Basis]:
    """P.四  Each settlement, then the sum with the investigation."""
    steps = [
        Basis(item.clause, f"第{number}笔：{KIND_WORDS[item.kind]}", item.formula)
        for number, item in enumerate(losses, 1)
    ]
    parts = f"{loss.returned:,} + {loss.compensated:,} + {loss.exchanged:,} + {loss.investigation:,}"
    steps.append(Basis(P_4, "损失 = 退 + 赔 + 换 + 调查费用", f"{parts} = {loss.total:,} 元"))
    return steps


def liability_steps(determination: Determination, allocations: tuple[Allocation, ...]) -> list[Basis]:
    """P.三  The finding with its shares, then what each unit bears."""
    shares = "，".join(f"{share.unit} {share.fraction}" for share in determination.shares)
    steps = [Basis(determination.clause, determination.finding, shares)]
    steps.extend(Basis(line.clause, f"{line.unit}承担", line.formula) for line in allocations)
    return steps


def fine_steps(fines: tuple[Fine, ...]) -> list[Basis]:
    """P.四.1, P.四.2  Each fine."""
    return [Basis(fine.clause, f"{fine.unit}罚款", fine.formula) for fine in fines]


def open_steps(undetermined: tuple[str, ...], determination: Determination) -> list[Basis]:
    """What a person has yet to decide."""
    return [Basis(determination.clause, UNDETERMINED_WORDS[key]) for key in undetermined]
