"""Each check before a seal: silent where the books hold, naming the row and the remedy where they do not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from penalties.rules.chain import ChainFinding
from penalties.rules.reconcile import (
    CHECKS,
    Balance,
    JudgedCase,
    ReconciliationFacts,
    Reversal,
    Total,
    findings_of,
    reconcile,
)

D = Decimal
SOUND = ReconciliationFacts(
    entry_count=3,
    month_entries=3,
    balances=(Balance("SH-2026-0001", D("100.00"), D("100.00")),),
    chain=(),
    judged=(JudgedCase("SH-2026-0001", shares=(D("0.7000"), D("0.3000"))), JudgedCase("SH-2026-0002")),
    reversals=(Reversal(3, "SH-2026-0001", 1, True),),
    totals=(Total("责任单位汇总", D("100.00"), D("100.00")),),
)


def found(facts: ReconciliationFacts) -> list[tuple[str, str, str]]:
    return [
        (result.key, finding.where, finding.text) for result in reconcile(facts) for finding in result.findings
    ]


def judged(**changes: object) -> ReconciliationFacts:
    return replace(SOUND, judged=(replace(SOUND.judged[0], **changes),))  # type: ignore[arg-type]


def test_sound_books_give_no_finding_and_every_check_says_what_it_looked_at() -> None:
    results = reconcile(SOUND)
    assert findings_of(results) == []
    assert [result.key for result in results] == [check.key for check in CHECKS]
    assert all(result.scope and result.title for result in results)


@pytest.mark.parametrize(
    "facts, key, where, text",
    [
        (
            replace(SOUND, balances=(Balance("SH-2026-0001", D("100.00"), D("99.99")),)),
            "balance",
            "案件 SH-2026-0001",
            "损失 100.00 元，承担 99.99 元，差 0.01 元",
        ),
        (replace(SOUND, chain=(ChainFinding(2, "第2笔内容与指纹不符"),)), "chain", "台账 #2", "第2笔内容与指纹不符"),
        (replace(SOUND, chain=(ChainFinding(0, "台账现只有 2笔"),)), "chain", "台账", "台账现只有 2笔"),
        (judged(unposted=("四抄车间分摊 还差 1.00 元",)), "posted", "案件 SH-2026-0001", "台账与事实不符：四抄车间分摊 还差 1.00 元"),
        (judged(waits_for=("责任还没有认定",)), "posted", "案件 SH-2026-0001", "已确认的结算还没有入账：责任还没有认定"),
        (judged(contradiction="没有车间"), "posted", "案件 SH-2026-0001", "已确认的事实合不上：没有车间"),
        (judged(unfined=("答复客户",)), "fines", "案件 SH-2026-0001", "答复客户超期还没有提出罚款，也没有豁免"),
        (
            replace(SOUND, totals=(Total("客户", D("10.00"), D("12.50")),)),
            "report",
            "客户",
            "报表 10.00，台账 12.50，差 −2.50",
        ),
        (replace(SOUND, reversals=(Reversal(3, "SH-2026-0001", None, False),)), "reversals", "台账 #3", "红冲没有指明原笔"),
        (
            replace(SOUND, reversals=(Reversal(3, "SH-2026-0001", 1, False),)),
            "reversals",
            "台账 #3",
            "红冲与原笔 #1 的案件、类别、单位或金额不符",
        ),
        (judged(shares=(D("0.7000"), D("0.2999"))), "shares", "案件 SH-2026-0001", "承担比例合计 99.9900%"),
        (replace(SOUND, earlier_open=(date(2026, 9, 1),)), "order", "2026年9月月报", "2026年9月月报还没有签发"),
    ],
)
def test_what_does_not_hold_is_found_once_and_named(facts: ReconciliationFacts, key: str, where: str, text: str) -> None:
    assert found(facts) == [(key, where, text)]


def test_every_finding_says_what_to_do() -> None:
    facts = replace(
        judged(unposted=("x",), waits_for=("y",), contradiction="z", unfined=("答复客户",), shares=(D("0.5"),)),
        balances=(Balance("A", D(1), D(2)),),
        chain=(ChainFinding(1, "x"),),
        reversals=(Reversal(1, "A", None, False),),
        totals=(Total("客户", D(1), D(2)),),
        earlier_open=(date(2026, 9, 1),),
    )
    findings = findings_of(reconcile(facts))
    assert len({finding.remedy for finding in findings}) >= len(CHECKS)
    assert all(finding.remedy for finding in findings)


def test_a_case_the_regulation_gives_no_shares_for_is_no_finding() -> None:
    assert found(judged(shares=())) == []
