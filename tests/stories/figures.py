"""What the three cases of October 2026 come to, worked out by hand from docs/regulation.md; nothing here is computed.

(a) SH-2026-0001, holes in paper of 7号机, 四抄车间. Direct loss 800.00: not above 1,000.00 and liability clear: 一般.
    Card filed 10-06: 3 days, the day of receipt not counted: due when 10-09 ends. Answered 10-08: met.
    Paid by price: 0.160 t × 5,000.00 = 800.00.   Paper defect (P.三.4): workshop 70 %, inspection 30 %:
    800.00 × 0.70 = 560.00 and 800.00 × 0.30 = 240.00.

(b) SH-2026-0002, packaging torn at dispatch. Direct loss 36,000.00: above 10,000.00: 重大, 30 days, due when 11-08 ends:
    not in October. 质检处 did not sign; 物资处 and the carrier signed and forced the shipment (P.三.5乙): half each.
    Paid by price: 6.000 t × 6,000.00 = 36,000.00, with the trip 1,234.57: 37,234.57.   Half is 18,617.285: the two parts
    have the same rest, so the odd fen goes to the first in the clause's order: 物资处 18,617.29, carrier 18,617.28.
    The claim on the carrier was open when the loss was posted: 公司 advances 18,617.28. 11,000.00 came in on 10-26:
    the advance falls by 11,000.00 to 7,617.28. The claim closed on 10-28: the advance is taken back, 7,617.28 stay with
    公司 as not recovered, for sales made no mistake.   18,617.29 + 11,000.00 + 7,617.28 = 37,234.57.

(c) SH-2026-0003, an inclusion inside the roll, 5号机, 三抄车间. Opinion 10-10 08:00 + 72 h = 10-13 08:00; the card came at
    16:00 of that day, after 80 hours. Direct loss 3,001.01: 较大: 15 days from 10-13: due when 10-28 ends; answered
    10-29 10:00: late.   Exchange: 2,600.00 + 401.01 = 3,001.01.   The late card cost evidence and handling (P.四.1(2)):
    销售处 and 公司 half each instead of the workshop; half is 1,500.505: the odd fen to 销售处: 1,500.51 and 1,500.50;
    no fine of 200 on top. The late reply fines 技术中心 200.00 (P.四.2), dated 10-29 00:00.

The month: losses 800.00 + 37,234.57 + 3,001.01 = 41,035.58 = charges without the fine; with it 41,235.58.
Parts of 41,035.58: 7号机 (800.00 + 37,234.57 = 38,034.57) 0.92686… and 5号机 0.07313…; 包装 37,234.57 0.90737…,
内夹带 0.07313…, 洞穿 0.01949….
"""

from datetime import datetime, timedelta
from typing import Any


class Any_:
    """A cell whose content is not figured out by hand (fingerprints)."""

    def __eq__(self, other: object) -> bool:
        return bool(other)

    def __repr__(self) -> str:
        return "(something)"


class Soon:
    """An instant within the quarter of an hour that a step of the story may take."""

    def __init__(self, text: str) -> None:
        self.moment = datetime.fromisoformat(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, datetime) and timedelta(0) <= other - self.moment < timedelta(minutes=15)

    def __repr__(self) -> str:
        return f"(soon after {self.moment})"


def day(text: str) -> datetime:
    """A day of October as a workbook gives it back."""
    return datetime.fromisoformat(f"2026-10-{text}")


SOME, NIL = Any_(), None
KUNMING = "昆明滇池印务有限公司"
PAPER = "双胶纸 70 g/m²"
A = ("SH-2026-0001", KUNMING, PAPER, "四抄车间", "7号", "洞穿")
B = ("SH-2026-0002", KUNMING, PAPER, "四抄车间", "7号", "外包装破损")
C = ("SH-2026-0003", KUNMING, PAPER, "三抄车间", "5号", "内夹带")
HEAD, FINANCE, CLERK, EM = "陈志强", "冯雪", "刘玉兰", "曾丽"


def loss(number: int, case: tuple[str, ...], on: str, at: str, kind: str, amount: float, clause: str, formula: str) -> tuple:
    """A line of 明细台账 on the side of losses; each of them was posted by the head of sales' confirmation."""
    start = (number, day(on), Soon(f"2026-10-{at}"), *case, "损失", kind, NIL, amount, NIL, NIL, NIL)
    return (*start, clause, formula, "P-试行", NIL, NIL, NIL, HEAD, SOME)


def charge(
    number: int, case: tuple[str, ...], on: str, at: str, what: tuple[str, str, float, float | None], *rest: str
) -> tuple:
    """A line on the side of charges: `what` is kind, unit, amount, share; `rest` clause, formula and who posted it."""
    kind, unit, amount, share = what
    clause, formula, by = rest
    start = (number, day(on), Soon(f"2026-10-{at}"), *case, "承担", kind, unit, NIL, amount, NIL, share)
    return (*start, clause, formula, "P-试行", NIL, NIL, NIL, by, SOME)


HALF_OF_B = "37,234.57 元 × 0.5000 ≈ 18,617.29 元"
ADVANCED = "18,617.28 元 − 已追偿 0.00 元 = 18,617.28 元"
LEFT = "18,617.28 元 − 已追偿 11,000.00 元 = 7,617.28 元"
LESS = f"{LEFT}；已入账 18,617.28 元，差额 −11,000.00 元"
TAKEN_BACK = "应记 0.00 元；已入账 7,617.28 元，差额 −7,617.28 元"
HALF_OF_C = "(3,001.01 元 − 已追偿 0.00 元) × 0.5000 ≈"
TRIP = "差旅（凭证 CL-1012） 1,234.57 元"
FINED = "200.00 元 × 1 次 = 200.00 元"
ADVANCE = "公司垫付·待追偿"

LEDGER = [
    loss(1, A, "09", "09 17:00", "赔", 800.00, "P.四.4", "0.160 吨 × 5,000.00 元/吨 = 800.00 元"),
    charge(2, A, "09", "09 17:00", ("分摊", "四抄车间", 560.00, 0.7), "P.三.4", "800.00 元 × 0.7000 = 560.00 元", HEAD),
    charge(3, A, "09", "09 17:00", ("分摊", "质检处", 240.00, 0.3), "P.三.4", "800.00 元 × 0.3000 = 240.00 元", HEAD),
    loss(4, B, "21", "21 17:00", "赔", 36000.00, "P.四.4", "6.000 吨 × 6,000.00 元/吨 = 36,000.00 元"),
    loss(5, B, "21", "21 17:00", "调查费用", 1234.57, "P.四", TRIP),
    charge(6, B, "21", "21 17:00", ("分摊", "物资处", 18617.29, 0.5), "P.三.5乙", HALF_OF_B, HEAD),
    charge(7, B, "21", "21 17:00", (ADVANCE, "公司", 18617.28, NIL), "P.三.3", ADVANCED, HEAD),
    charge(8, B, "26", "27 09:00", ("追偿", "承运单位", 11000.00, NIL), "P.三.3", "已追偿 11,000.00 元", FINANCE),
    charge(9, B, "26", "27 09:00", (ADVANCE, "公司", -11000.00, NIL), "P.三.3", LESS, FINANCE),
    charge(10, B, "28", "28 09:00", ("未追回", "公司", 7617.28, NIL), "P.三.3", LEFT, CLERK),
    charge(11, B, "28", "28 09:00", (ADVANCE, "公司", -7617.28, NIL), "P.三.3", TAKEN_BACK, CLERK),
    loss(12, C, "30", "30 17:00", "换", 3001.01, "P.四.4", "运输 2,600.00 元 + 保管 401.01 元 = 3,001.01 元"),
    charge(13, C, "30", "30 17:00", ("分摊", "销售处", 1500.51, 0.5), "P.四.1(2)", f"{HALF_OF_C} 1,500.51 元", HEAD),
    charge(14, C, "30", "30 17:00", ("分摊", "公司", 1500.50, 0.5), "P.四.1(2)", f"{HALF_OF_C} 1,500.50 元", HEAD),
    charge(15, C, "29", "31 09:00", ("罚款", "技术中心", 200.00, NIL), "P.四.2", FINED, EM),
    ("合计 15行", *[NIL] * 11, 41035.58, 41235.58, 0, *[NIL] * 9),
]
CASES = [
    (*A, 0, 800.00, 0, 0, 0, 800.00, 0, 0),
    (*B, 0, 36000.00, 0, 1234.57, 0, 37234.57, 11000.00, 0),
    (*C, 0, 0, 3001.01, 0, 0, 3001.01, 0, 0),
    ("合计 3行", *[NIL] * 5, 0, 36800.00, 3001.01, 1234.57, 0, 41035.58, 11000.00, 0),
]
# unit: shares, not recovered or advanced, fines, recovered, corrections, sum, tonnes, notice
UNITS = [
    ("销售处", 1500.51, 0, 0, 0, 0, 1500.51, 0, "KJ-2026-10-01"),
    ("技术中心", 0, 0, 200.00, 0, 0, 200.00, 0, "KJ-2026-10-02"),
    ("四抄车间", 560.00, 0, 0, 0, 0, 560.00, 0, "KJ-2026-10-03"),
    ("质检处", 240.00, 0, 0, 0, 0, 240.00, 0, "KJ-2026-10-04"),
    ("物资处", 18617.29, 0, 0, 0, 0, 18617.29, 0, "KJ-2026-10-05"),
    ("承运单位", 0, 0, 0, 11000.00, 0, 11000.00, 0, "不开通知单"),
    ("公司", 1500.50, 7617.28, 0, 0, 0, 9117.78, 0, "不开通知单"),
    ("合计 7行", 22418.30, 7617.28, 200.00, 11000.00, 0, 41235.58, 0, NIL),
]
MACHINES_DEFECTS_CUSTOMERS = [
    ("7号", 2, 38034.57, 0.9269, NIL, "外包装破损", 1, 37234.57, 0.9074, NIL, KUNMING, 3, 41035.58, 1),
    ("5号", 1, 3001.01, 0.0731, NIL, "内夹带", 1, 3001.01, 0.0731, NIL, "合计 1行", NIL, 41035.58, NIL),
    ("合计 2行", NIL, 41035.58, NIL, NIL, "洞穿", 1, 800.00, 0.0195, *[NIL] * 5),
    (*[NIL] * 5, "合计 3行", NIL, 41035.58, *[NIL] * 6),
]
FINES = [
    (15, "技术中心", "SH-2026-0003", KUNMING, "P.四.2", FINED, day("29"), 200.00),
    ("合计 1行", *[NIL] * 6, 200.00),
]
OF_B = ("SH-2026-0002", KUNMING)
COSTS = [
    (5, *OF_B, "调查费用", NIL, "P.四", TRIP, day("21"), 1234.57, NIL),
    (7, *OF_B, ADVANCE, "公司", "P.三.3", ADVANCED, day("21"), NIL, 18617.28),
    (8, *OF_B, "追偿", "承运单位", "P.三.3", "已追偿 11,000.00 元", day("26"), NIL, 11000.00),
    (9, *OF_B, ADVANCE, "公司", "P.三.3", LESS, day("26"), NIL, -11000.00),
    (10, *OF_B, "未追回", "公司", "P.三.3", LEFT, day("28"), NIL, 7617.28),
    (11, *OF_B, ADVANCE, "公司", "P.三.3", TAKEN_BACK, day("28"), NIL, -7617.28),
    ("合计 6行", *[NIL] * 7, 1234.57, 18617.28),
]
CLAIMS = [
    (*OF_B, "承运单位", "宜宾顺达物流", Soon("2026-10-20 09:00"), 18617.28, 11000.00, "已了结"),
    ("合计 1行", *[NIL] * 4, 18617.28, 11000.00, NIL),
]
# due in the month, met, late, waived. The three cards; the customers' three reports; the replies of (a) and (c).
CLOCKS = [
    ("送达技术中心", 3, 2, 1, 0),
    ("客户报告", 3, 3, 0, 0),
    ("答复 一般", 1, 1, 0, 0),
    ("答复 较大", 1, 0, 1, 0),
    ("答复 重大", 0, 0, 0, 0),
    ("答复 特别重大", 0, 0, 0, 0),
    ("合计 6行", 8, 6, 2, 0),
]
OF_C = ("SH-2026-0003", KUNMING)
LATE = [
    (*OF_C, "送达技术中心", "较大", datetime(2026, 10, 13, 8), Soon("2026-10-13 16:00"), "销售处", "P.二.1", "无罚款"),
    (
        *(*OF_C, "答复客户", "较大", datetime(2026, 10, 28, 23, 59, 59), Soon("2026-10-29 10:00")),
        *("技术中心", "P.二.2", "罚款 200.00 元，已确认"),
    ),
]
SUMMARY = [
    ("损失合计（元）", 41035.58),
    ("追回（元）", 11000.00),
    ("罚款（元）", 200.00),
    ("收到意见（件）", 3),
    ("结案（件）", 3),
    ("月末未结（件）", 0),
    ("按时答复", "1 / 2件"),
    ("签发", "系统自动签发 2026-11-01 08:00"),
]
OCTOBER = (0, 36800.00, 3001.01, 1234.57, 0, 41035.58, 11000.00, 200.00, 3, 3, 3, 0, 2, 1, 1, 0)
MONTHS = [*((f"2026年{month}月", *[0] * 16) for month in range(5, 10)), ("2026年10月", *OCTOBER)]

# Sheet -> the rows below its heading, cell by cell.
WORKBOOK: dict[str, list[tuple[Any, ...]]] = {
    "要点": SUMMARY,
    "明细台账": LEDGER,
    "退赔换明细": CASES,
    "责任单位汇总": UNITS,
    "机台、缺陷、客户": MACHINES_DEFECTS_CUSTOMERS,
    "处罚": FINES,
    "处理费用与追偿": COSTS,
    "索赔": CLAIMS,
    "时限执行": CLOCKS,
    "超期明细": LATE,
    "未结案件": [],
    "与前期比较": MONTHS,
}
WITHOUT_FIGURES = {"对账", "封存"}
NOTICES = {
    "KJ-2026-10-01": ("销售处", "1500.51"),
    "KJ-2026-10-02": ("技术中心", "200.00"),
    "KJ-2026-10-03": ("四抄车间", "560.00"),
    "KJ-2026-10-04": ("质检处", "240.00"),
    "KJ-2026-10-05": ("物资处", "18617.29"),
}
