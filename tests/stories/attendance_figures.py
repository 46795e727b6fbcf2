"""What October 2026 of the sixty comes to, worked out by hand from docs/regulation.md; nothing here is computed.

18 days to be there: 8, 9, the 10th made up, 12—16, 19—23, 26—30. Shift 08:30—17:30, from 10-19 on 08:30—17:00. A day's
wage is the month's ÷ 21.75: 4,350.00 gives 200.00, 5,220.00 240.00, 6,525.00 300.00, 8,700.00 400.00. Half a day of absence
costs 1.5 days' wages, a day 3.

S.4(1)   late up to 30 minutes: 20.00. 0302 11 and 29; 0303 exactly 30; 0307 5 × 5; 0308 3 × 10; 0309 5 × 3; 0316 10 after
         leave until 12:00; 0324 1; 0332 09:00:59 is 09:00: 30 (and 08:30:59 is in time); 0340 4 × 10; 0359 10.
S.4(2)   early up to 30 minutes: 20.00. 0302 18, in winter hours 10; 0304 exactly 30; 0308 2 × 10; 0317 5 before leave
         from 13:30; 0325 10.
S.4(3)   left post, 20.00: 0321 25 and 45 minutes; 0333 20, though the clock failed that day.
S.4罚(3) half a day: 0303 31 late: 1.5 × 200 = 300.00. 0304 31 early: 1.5 × 240 = 360.00. 0305 65 late and 40 early on one
         day: a day: 3 × 5,000 ÷ 21.75 = 689.655… = 689.66, half of it 344.83 each. 0306 60 late, 50 early on two days:
         1.5 × 6,000 ÷ 21.75 = 413.793… = 413.79; both 827.586… = 827.59, so the second 413.80. 0313 the lone press at 13:10
         is nearer to the going: 260 early: 300.00, and no coming. 0326 40 late at the wage of the month's last day:
         1.5 × 240 = 360.00. 0327 the same at 4,350.00, for 5,220.00 begins in November: 300.00. 0339 three times 35 late:
         3 × 300 = 900.00, above 20 % of 4,350.00 = 870.00.
S.4(4)   left post 70 minutes: 0321 1.5 × 300 = 450.00. A day without a press or leave: 0310 2 × 600 = 1,200.00; 0311 five
         days running 5 × 900 = 4,500.00; 0334 the made-up Saturday 600.00; 0335 leave that was returned 600.00; 0338 720.00;
         0360 600.00 (the clock of 物资处 had not failed). 0328 came at 17:35: 900.00. 0329 went at 08:10: 720.00.
S.4罚(6) no daily report: 0319 in the field 600.00, 0320 720.00. Phone off 13.5 hours: 0322 600.00 (12 hours: nothing). Not
         to be reached: 0323 3 × 400 = 1,200.00.
S.4罚(2) five late or early: 0307 first, 200.00; 0308 3 + 2, one earlier: 500.00; 0309 two earlier: third, 500.00 and flagged.
         0302 had five until the objection was upheld; 0340 has four.
S.4      a punch missing costs nothing: 0312, 0313 twice, 0330 (08:25 and 08:28 are one press), 0331 (gone at 00:40 of the
         next day: the text knows no shift over midnight). 0314 entered afterwards; 0302 the 9th put right.
S.4罚(5) 2 days or more: 0310, 0311 dismissal proposed. S.4罚(6) five running: 0311 deemed resigned.
Flags    above 20 % of the wage: 0310 1,200.00 of 870.00, 0311 4,500.00 of 1,305.00, 0339.
0324 entered on 10-19: 10 days. 0325 left on 10-16: 8 days. 0337 has no wage: left open, the rest goes on.

Fines: 24 late + 7 early + 3 left post = 34 × 20.00 = 680.00. Absence 300.00 + 360.00 + 689.66 + 827.59 + 1,200.00 + 4,500.00 +
300.00 + 600.00 + 720.00 + 450.00 + 600.00 + 1,200.00 + 360.00 + 300.00 + 900.00 + 720.00 + 600.00 + 600.00 + 720.00 + 900.00 +
600.00 = 17,447.25. Demerits 200.00 + 500.00 + 500.00 = 1,200.00. Together 19,327.25.
"""

from datetime import datetime
from typing import Any

SERVICE, WAREHOUSE, VERSION = "售后服务部", "物资处", "S-初版"
ABOVE = "扣款超过当月工资的 20%，请人核定；系统不自动少扣"
THIRD = "第三次及以后记大过，制度没有写，请人核定"
NIL = None


def person(
    number: str,
    name: str,
    wage: float,
    days: tuple[int, int, int] = (18, 0, 0),
    counts: tuple[int, int, int, int] = (0, 0, 0, 0),
    absent: tuple[str, float] = ("0.0", 0),
    demerit: tuple[str | None, float] = (None, 0),
    sums: tuple[float, float] = (0, 0),
    said: tuple[str | None, str | None] = (None, None),
    unit: str = SERVICE,
) -> tuple[Any, ...]:
    """A line of 汇总. `days`: to be there, in the field, on leave; `counts`: late, early, left post, punch missing;
    `sums`: fines and the month's deduction; `said`: proposals and flags."""
    fines, deduction = sums
    start = (number, name, unit, wage, *days, *counts, absent[0], fines, absent[1], *demerit)
    return (*start, deduction, 0, deduction, *said, VERSION)


PEOPLE = [
    person("0301", "高峰", 8700, (18, 1, 0)),
    person("0302", "王海涛", 6525, (18, 0, 1), (2, 2, 0, 0), sums=(80, 80)),
    person("0303", "何小川", 4350, counts=(1, 0, 0, 0), absent=("0.5", 300), sums=(20, 320)),
    person("0304", "陈立", 5220, counts=(0, 1, 0, 0), absent=("0.5", 360), sums=(20, 380)),
    person("0305", "罗霞", 5000, absent=("1.0", 689.66), sums=(0, 689.66)),
    person("0306", "邓超群", 6000, absent=("1.0", 827.59), sums=(0, 827.59)),
    person("0307", "彭勇", 4800, counts=(5, 0, 0, 0), demerit=("第1次", 200), sums=(100, 300)),
    person("0308", "曾小凤", 5000, counts=(3, 2, 0, 0), demerit=("第2次", 500), sums=(100, 600)),
    person("0309", "吕强", 5500, counts=(5, 0, 0, 0), demerit=("第3次", 500), sums=(100, 600), said=(NIL, THIRD)),
    person("0310", "苏明", 4350, absent=("2.0", 1200), sums=(0, 1200), said=("辞退", ABOVE)),
    person("0311", "卢海", 6525, absent=("5.0", 4500), sums=(0, 4500), said=("辞退、自动离职", ABOVE)),
    person("0312", "蒋燕", 4200, counts=(0, 0, 0, 1)),
    person("0313", "蔡军", 4350, counts=(0, 0, 0, 2), absent=("0.5", 300), sums=(0, 300)),
    person("0314", "贾丽", 4800),
    person("0315", "丁洁", 5220, (18, 0, 2)),
    person("0316", "魏东", 4350, counts=(1, 0, 0, 0), sums=(20, 20)),
    person("0317", "薛梅", 4350, counts=(0, 1, 0, 0), sums=(20, 20)),
    person("0318", "叶斌", 4200),
    person("0319", "阎刚", 4350, (18, 3, 0), absent=("1.0", 600), sums=(0, 600)),
    person("0320", "余婷", 5220, absent=("1.0", 720), sums=(0, 720)),
    person("0321", "潘伟", 6525, counts=(0, 0, 2, 0), absent=("0.5", 450), sums=(40, 490)),
    person("0322", "杜鹃", 4350, absent=("1.0", 600), sums=(0, 600)),
    person("0323", "戴军", 8700, absent=("1.0", 1200), sums=(0, 1200)),
    person("0324", "夏雨", 4350, (10, 0, 0), (1, 0, 0, 0), sums=(20, 20)),
    person("0325", "钟诚", 4350, (8, 0, 0), (0, 1, 0, 0), sums=(20, 20)),
    person("0326", "汪洋", 5220, absent=("0.5", 360), sums=(0, 360)),
    person("0327", "田野", 4350, absent=("0.5", 300), sums=(0, 300)),
    person("0328", "任静", 6525, absent=("1.0", 900), sums=(0, 900)),
    person("0329", "姜涛", 5220, absent=("1.0", 720), sums=(0, 720)),
    person("0330", "范斌", 4200, counts=(0, 0, 0, 1)),
    person("0331", "方圆", 4800, counts=(0, 0, 0, 1)),
    person("0332", "石磊", 4350, counts=(1, 0, 0, 0), sums=(20, 20)),
    person("0333", "姚远", 4350, counts=(0, 0, 1, 0), sums=(20, 20)),
    person("0334", "谭咏", 4350, absent=("1.0", 600), sums=(0, 600)),
    person("0335", "廖帆", 4350, absent=("1.0", 600), sums=(0, 600)),
    person("0336", "邹静", 4200, (18, 0, 18)),
    person("0338", "金鑫", 5220, (18, 0, 1), absent=("1.0", 720), sums=(0, 720)),
    person("0339", "陆毅", 4350, absent=("1.5", 900), sums=(0, 900), said=(NIL, ABOVE)),
    person("0340", "郝蕾", 5000, counts=(4, 0, 0, 0), sums=(80, 80)),
    person("0341", "史云", 4350),
    person("0342", "龙飞", 5220),
    person("0343", "万军", 4800),
    person("0344", "段誉", 4350),
    person("0345", "雷鸣", 5220),
    person("0346", "侯勇", 4800),
    person("0347", "孔繁", 4350),
    person("0348", "白雪", 5220),
    person("0349", "崔健", 4800),
    person("0350", "康宁", 4350),
    person("0351", "毛琳", 5220),
    person("0352", "邱实", 4800),
    person("0353", "秦川", 4350),
    person("0354", "江河", 5220),
    person("0355", "顾全", 4800),
    person("0356", "尹力", 4350),
    person("0357", "黎明", 5220),
    person("0358", "易扬", 4800),
    person("0359", "郑国栋", 8700, counts=(1, 0, 0, 0), sums=(20, 20), unit=WAREHOUSE),
    person("0360", "周敏", 4350, absent=("1.0", 600), sums=(0, 600), unit=WAREHOUSE),
    ("合计 59行", *[NIL] * 6, 24, 7, 3, 5, NIL, 680, 17447.25, NIL, 1200, 19327.25, 0, 19327.25, *[NIL] * 3),
]
LATE, EARLY, HALF, FULL = "迟到", "早退", "旷工半天", "旷工一天"
NONE_ALL_DAY, NO_REPORT = "全天没有打卡，没有请假", "没有当天的日报"


def event(number: str, name: str, day: int | None, title: str, fact: str, clause: str, amount: float) -> tuple[Any, ...]:
    """A line of 逐条."""
    return (number, name, datetime(2026, 10, day) if day else NIL, title, fact, clause, amount)


def late(number: str, name: str, day: int, fact: str) -> tuple[Any, ...]:
    return event(number, name, day, LATE, fact, "S.4(1)", 20)


def early(number: str, name: str, day: int, fact: str) -> tuple[Any, ...]:
    return event(number, name, day, EARLY, fact, "S.4(2)", 20)


def half(number: str, name: str, day: int, fact: str, amount: float, clause: str = "S.4罚(3)") -> tuple[Any, ...]:
    return event(number, name, day, HALF, fact, clause, amount)


def full(number: str, name: str, day: int, amount: float, fact: str = NONE_ALL_DAY, clause: str = "S.4(4)") -> tuple[Any, ...]:
    return event(number, name, day, FULL, fact, clause, amount)


def missing(number: str, name: str, day: int, fact: str) -> tuple[Any, ...]:
    return event(number, name, day, "缺卡", fact, "S.4", 0)


def demerit(number: str, name: str, ordinal: str, fact: str, amount: float) -> tuple[Any, ...]:
    return event(number, name, NIL, f"行政记大过 {ordinal}", fact, "S.4罚(2)", amount)


EVENTS = [
    late("0302", "王海涛", 8, "08:41 到，应 08:30，晚 11分"),
    event("0302", "王海涛", 9, "补卡", "上班打卡 08:52；补卡 08:25 已批准", "S.4", 0),
    late("0302", "王海涛", 12, "08:59 到，应 08:30，晚 29分（≤ 30分）"),
    early("0302", "王海涛", 15, "17:12 走，应 17:30，早 18分"),
    early("0302", "王海涛", 20, "16:50 走，应 17:00，早 10分"),
    late("0303", "何小川", 8, "09:00 到，应 08:30，晚 30分（≤ 30分）"),
    half("0303", "何小川", 9, "09:01 到，应 08:30，晚 31分（> 30分）", 300),
    early("0304", "陈立", 12, "17:00 走，应 17:30，早 30分（≤ 30分）"),
    half("0304", "陈立", 26, "16:29 走，应 17:00，早 31分（> 30分）", 360),
    half("0305", "罗霞", 13, "09:35 到，应 08:30，晚 65分（> 30分）", 344.83),
    half("0305", "罗霞", 13, "16:50 走，应 17:30，早 40分（> 30分）", 344.83),
    half("0306", "邓超群", 14, "09:30 到，应 08:30，晚 60分（> 30分）", 413.79),
    half("0306", "邓超群", 21, "16:10 走，应 17:00，早 50分（> 30分）", 413.80),
    late("0307", "彭勇", 8, "08:35 到，应 08:30，晚 5分"),
    late("0307", "彭勇", 9, "08:35 到，应 08:30，晚 5分"),
    late("0307", "彭勇", 10, "08:35 到，应 08:30，晚 5分"),
    late("0307", "彭勇", 12, "08:35 到，应 08:30，晚 5分"),
    late("0307", "彭勇", 13, "08:35 到，应 08:30，晚 5分"),
    demerit("0307", "彭勇", "第1次", "迟到 5 + 早退 0 = 5次 ≥ 5次", 200),
    late("0308", "曾小凤", 8, "08:40 到，应 08:30，晚 10分"),
    late("0308", "曾小凤", 9, "08:40 到，应 08:30，晚 10分"),
    late("0308", "曾小凤", 12, "08:40 到，应 08:30，晚 10分"),
    early("0308", "曾小凤", 20, "16:50 走，应 17:00，早 10分"),
    early("0308", "曾小凤", 21, "16:50 走，应 17:00，早 10分"),
    demerit("0308", "曾小凤", "第2次", "迟到 3 + 早退 2 = 5次 ≥ 5次", 500),
    late("0309", "吕强", 8, "08:33 到，应 08:30，晚 3分"),
    late("0309", "吕强", 9, "08:33 到，应 08:30，晚 3分"),
    late("0309", "吕强", 10, "08:33 到，应 08:30，晚 3分"),
    late("0309", "吕强", 12, "08:33 到，应 08:30，晚 3分"),
    late("0309", "吕强", 13, "08:33 到，应 08:30，晚 3分"),
    demerit("0309", "吕强", "第3次", "迟到 5 + 早退 0 = 5次 ≥ 5次", 500),
    full("0310", "苏明", 16, 600),
    full("0310", "苏明", 23, 600),
    full("0311", "卢海", 19, 900),
    full("0311", "卢海", 20, 900),
    full("0311", "卢海", 21, 900),
    full("0311", "卢海", 22, 900),
    full("0311", "卢海", 23, 900),
    missing("0312", "蒋燕", 8, "下班无卡"),
    missing("0313", "蔡军", 9, "上班无卡"),
    half("0313", "蔡军", 14, "13:10 走，应 17:30，早 260分（> 30分）", 300),
    missing("0313", "蔡军", 14, "上班无卡"),
    missing("0314", "贾丽", 27, "下班无卡；补卡 17:05 已批准"),
    late("0316", "魏东", 16, "12:10 到，应 12:00，晚 10分（事假 08:30—12:00）"),
    early("0317", "薛梅", 28, "13:25 走，应 13:30，早 5分（事假 13:30—17:00）"),
    full("0319", "阎刚", 13, 600, NO_REPORT, "S.4罚(6)"),
    full("0320", "余婷", 9, 720, NO_REPORT, "S.4罚(6)"),
    event("0321", "潘伟", 20, "擅离职守", "离岗 25分", "S.4(3)", 20),
    event("0321", "潘伟", 21, "擅离职守", "离岗 45分", "S.4(3)", 20),
    half("0321", "潘伟", 22, "离岗 70分（> 60分）", 450, "S.4(4)"),
    full("0322", "杜鹃", 27, 600, "关机 13.5小时（> 12小时）", "S.4罚(6)"),
    full("0323", "戴军", 29, 1200, "无法联络", "S.4罚(6)"),
    late("0324", "夏雨", 19, "08:31 到，应 08:30，晚 1分"),
    early("0325", "钟诚", 16, "17:20 走，应 17:30，早 10分"),
    half("0326", "汪洋", 9, "09:10 到，应 08:30，晚 40分（> 30分）", 360),
    half("0327", "田野", 9, "09:10 到，应 08:30，晚 40分（> 30分）", 300),
    full("0328", "任静", 15, 900, "17:35 到，17:30 已下班"),
    full("0329", "姜涛", 20, 720, "08:10 走，08:30 才上班"),
    missing("0330", "范斌", 13, "下班无卡"),
    missing("0331", "方圆", 14, "下班无卡"),
    late("0332", "石磊", 9, "09:00 到，应 08:30，晚 30分（≤ 30分）"),
    event("0333", "姚远", 30, "擅离职守", "离岗 20分", "S.4(3)", 20),
    full("0334", "谭咏", 10, 600),
    full("0335", "廖帆", 13, 600),
    full("0338", "金鑫", 13, 720),
    half("0339", "陆毅", 8, "09:05 到，应 08:30，晚 35分（> 30分）", 300),
    half("0339", "陆毅", 12, "09:05 到，应 08:30，晚 35分（> 30分）", 300),
    half("0339", "陆毅", 15, "09:05 到，应 08:30，晚 35分（> 30分）", 300),
    late("0340", "郝蕾", 8, "08:40 到，应 08:30，晚 10分"),
    late("0340", "郝蕾", 9, "08:40 到，应 08:30，晚 10分"),
    late("0340", "郝蕾", 10, "08:40 到，应 08:30，晚 10分"),
    late("0340", "郝蕾", 12, "08:40 到，应 08:30，晚 10分"),
    late("0359", "郑国栋", 30, "08:40 到，应 08:30，晚 10分"),
    full("0360", "周敏", 30, 600),
    ("合计 74行", *[NIL] * 5, 19327.25),
]
# Sheet -> the rows below its heading, cell by cell.
WORKBOOK: dict[str, list[tuple[Any, ...]]] = {
    "汇总": PEOPLE,
    "逐条": EVENTS,
    "未关账": [("0337", "熊伟", SERVICE)],
}
# What the person's phone says before: five late or early, a day absent; 100.00 + 3 × 300.00 + 200.00.
WANG_BEFORE, WANG_AFTER = "1,200.00", "80.00"
# What HR reads on the closing.
CLOSED = "已关账 59人，应扣合计 19,327.25 元；1人留待补齐"
