"""The card and the first look at it."""

from datetime import datetime, timedelta
from decimal import Decimal

from cases.models import ClockKind, KnownBy, OpinionSource, ProblemKind
from cases.services.acknowledge_receipt import acknowledge_receipt
from cases.services.card_facts import CardFacts, LineFacts
from cases.services.enter_triage import TriageFacts
from cases.services.file_card import file_card
from cases.services.mark_extra_major import mark_extra_major
from cases.services.triage_case import triage_case
from cases.services.waive_breach import waive_breach
from cases.services.withdraw_card import withdraw_card
from liability.models import Effect
from liability.selectors.delays import decider_of
from liability.services.decide_delay_finding import confirm_delay_finding
from liability.services.propose_delay_finding import DelayContent, propose_delay_finding

from .run import Run
from .stage import OPENS, Life, office_hour

OPENINGS = ("上机印刷时发现", "开包检查时发现", "分切过程中发现", "试印后客户反映")
HARMS = ("停机换卷约 40 分钟", "已隔离待处理", "影响当班 3 小时", "要求尽快答复", "已拍照留样", "余卷暂停使用")
LATEST_CALL = 20
EFFECTS = {
    "none": "纸还在客户库房，取证和处理都没有耽误",
    "evidence": "剩下的纸已用完，取不到原样",
    "evidence_and_handling": "纸已用完，也误了换货的时机",
}


def file(run: Run) -> Life:
    """The card, delivered within the hours the plot gives it."""
    yield run.at
    late = run.plot.get("late_card")
    hours = late["hours"] if late else run.rng.choice((4, 9, 20, 26, 44, 50))
    photos = [run.cast.upload("缺陷照片", run.clerk, run.at) for _ in range(run.rng.randint(1, 2))]
    run.case = file_card(
        facts=_facts(run, hours), by=run.clerk, at=run.at, attachments=photos, accepts_duplicate=True
    )
    run.reach("filed")


def _facts(run: Run, hours: int) -> CardFacts:
    plot, cast, rng = run.plot, run.cast, run.rng
    customer, defect = rng.choice(cast.customers), cast.defects[plot["defect"]]
    received = run.at - timedelta(hours=hours, minutes=rng.randint(0, 20))
    received = received if "late_card" in plot else _by_day(received)
    occurred = received - timedelta(hours=rng.choice((3, 7, 18, 30, 52, 80)), minutes=rng.randint(0, 59))
    is_seen_on_arrival = defect.problem_kind == ProblemKind.APPEARANCE
    batch = f"{plot['machine']}A{received:%y%m%d}{run.number:02d}"
    return CardFacts(
        customer=customer,
        contact_name=customer.contact_name,
        contact_phone=customer.contact_phone,
        source=rng.choice((OpinionSource.PHONE, OpinionSource.MESSAGE, OpinionSource.VISIT, OpinionSource.LETTER)),
        received_by_sales_at=received,
        received_known_by=rng.choice((KnownBy.RECORD, KnownBy.STATEMENT, KnownBy.DOCUMENT)),
        problem_kind=defect.problem_kind,
        product=cast.products[plot["product"]],
        machine=cast.machines[plot["machine"]],
        batch_no=batch,
        defect=defect,
        description=f"{rng.choice(OPENINGS)}：{plot['seen']}，{rng.choice(HARMS)}。",
        estimated_loss=run.money(plot["loss"]),
        arrived_at=occurred if is_seen_on_arrival else None,
        opened_at=None if is_seen_on_arrival else occurred,
        occurred_known_by=KnownBy.RECEIPT if is_seen_on_arrival else KnownBy.STATEMENT,
        lines=tuple(
            LineFacts(roll_no=f"{batch}-{place:02d}", tonnes=run.weight(tonnes), width=Decimal("1.240"))
            for place, tonnes in enumerate(plot["rolls"], 1)
        ),
    )


def _by_day(moment: datetime) -> datetime:
    """Nobody answers the telephone at night: it rang the evening before."""
    if moment.hour < OPENS:
        moment -= timedelta(days=1)
    return moment if OPENS <= moment.hour < LATEST_CALL else moment.replace(hour=LATEST_CALL - 1)


def first_look(run: Run) -> Life:
    """Receipt noted, tier given; a card that came late is talked about."""
    if run.hold == "withdrawn":
        yield from run.wait(5)
        withdraw_card(case=run.case, reason="客户来电说明看错批号，自行撤回", by=run.cast["sales_head"], at=run.at)
        run.reach("withdrawn")
    yield from run.wait(3)
    acknowledge_receipt(case=run.case, by=run.engineer, at=run.at)
    facts = TriageFacts(run.case.direct_loss, True)
    triage_case(case=run.case, facts=facts, by=run.engineer, at=run.soon())
    run.reach("triaged")
    run.refresh()
    if run.plot.get("extra_major"):
        yield from run.wait(4)
        mark_extra_major(
            case=run.case, is_extra_major=True, reason=run.plot["extra_major"], by=run.cast["deputy_gm"], at=run.at
        )
    if run.plot.get("retriage"):
        yield from run.wait(40)
        facts = TriageFacts(run.money(run.plot["retriage"]), True)
        reason = "现场又清出一卷，直接损失增加"
        triage_case(case=run.case, facts=facts, reason=reason, by=run.engineer, at=run.at)
        run.refresh()
    if run.plot.get("late_card"):
        yield from _late_card(run)


def _late_card(run: Run) -> Life:
    """What the late card cost: found, confirmed; or its breach waived."""
    late, deputy = run.plot["late_card"], run.cast["deputy_gm"]
    breach = run.case.breaches.filter(kind=ClockKind.CARD_FILING).first()
    if breach is None:
        return
    yield from run.until(office_hour(run.at + timedelta(hours=3)))
    if "waive" in late:
        waive_breach(breach=breach, reason=late["waive"], by=deputy, at=run.at)
        return
    content = DelayContent(late["effect"] != "none", EFFECTS[late["effect"]], Effect(late["effect"]))
    found = propose_delay_finding(
        case=run.case, breach_id=breach.pk, content=content, by=run.engineer, at=run.at
    )
    yield from run.until(office_hour(run.at + timedelta(hours=5)))
    decider = run.cast[decider_of(found).value]
    confirm_delay_finding(case=run.case, finding_id=found.pk, by=decider, at=run.at)
