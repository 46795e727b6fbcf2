"""What the mill's attendance clock wrote in October 2026: sixty people, one row a press, as such clocks export it.

The file is text in GBK with the clock's own headings; a second column 「编号」 is the clock's running number and nobody's
工号. Numbers come without their zeros, as 全角 and as Excel protects them; names with spaces; days and times in three
dresses; presses twice. The rows that nobody can be charged with stand in `FAULTS`.

Who is not named in `DAYS` came a little before the shift's start and went a little after its end. Summer hours until
10-16 are 08:30—17:30, winter hours from 10-19 are 08:30—17:00. On the 30th the clock of 售后服务部 had failed.
"""

from dataclasses import dataclass
from datetime import date

# The first seven days are holidays, the 10th is a Saturday made up.
WORKDAYS = (8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30)
WINTER_FROM, FAILED_ON = 19, 30
SERVICE, WAREHOUSE = "service", "warehouse"
NAMES = (
    "高峰 王海涛 何小川 陈立 罗霞 邓超群 彭勇 曾小凤 吕强 苏明 卢海 蒋燕 蔡军 贾丽 丁洁 魏东 薛梅 叶斌 阎刚 余婷 "
    "潘伟 杜鹃 戴军 夏雨 钟诚 汪洋 田野 任静 姜涛 范斌 方圆 石磊 姚远 谭咏 廖帆 邹静 熊伟 金鑫 陆毅 郝蕾 "
    "史云 龙飞 万军 段誉 雷鸣 侯勇 孔繁 白雪 崔健 康宁 毛琳 邱实 秦川 江河 顾全 尹力 黎明 易扬 郑国栋 周敏"
)
FIRST_NUMBER = 301
# The days on which a person pressed otherwise: "" not at all.
DAYS: dict[str, dict[int, str]] = {
    "0301": {13: ""},
    "0302": {8: "08:41 17:32", 9: "08:52 17:35", 12: "08:59 17:40", 15: "08:21 17:12", 20: "08:24 16:50", 22: ""},
    "0303": {8: "09:00 17:33", 9: "09:01 17:31"},
    "0304": {12: "08:22 17:00", 26: "08:25 16:29"},
    "0305": {13: "09:35 16:50"},
    "0306": {14: "09:30 17:32", 21: "08:20 16:10"},
    "0307": dict.fromkeys((8, 9, 10, 12, 13), "08:35 17:36"),
    "0308": {8: "08:40 17:31", 9: "08:40 17:31", 12: "08:40 17:31", 20: "08:20 16:50", 21: "08:20 16:50"},
    "0309": dict.fromkeys((8, 9, 10, 12, 13), "08:33 17:38"),
    "0310": {16: "", 23: ""},
    "0311": {19: "", 20: "", 21: "", 22: "", 23: ""},
    "0312": {8: "08:20"},
    "0313": {9: "17:40", 14: "13:10"},
    "0314": {27: "08:20"},
    "0315": {14: "", 15: ""},
    "0316": {16: "12:10 17:31"},
    "0317": {28: "08:21 13:25"},
    "0319": {12: "", 13: "", 14: ""},
    "0326": {9: "09:10 17:40"},
    "0327": {9: "09:10 17:40"},
    "0328": {15: "17:35 19:00"},
    "0329": {20: "07:50 08:10"},
    "0330": {12: "08:25 08:27 17:40", 13: "08:25 08:28"},
    "0331": {14: "08:20", 15: "00:40 08:22 17:36"},
    "0332": {8: "08:30:59 17:33", 9: "09:00:59 17:33"},
    "0334": {10: ""},
    "0335": {13: ""},
    "0336": dict.fromkeys(WORKDAYS, ""),
    "0338": {13: "", 27: ""},
    "0339": {8: "09:05 17:31", 12: "09:05 17:31", 15: "09:05 17:31"},
    "0340": dict.fromkeys((8, 9, 10, 12), "08:40 17:32"),
    "0324": {19: "08:31 17:05"},
    "0325": {16: "08:20 17:20"},
    "0359": {30: "08:40 17:03"},
    "0360": {30: ""},
}
ENTERED, LEFT = {"0324": date(2026, 10, 19)}, {"0325": date(2026, 10, 16)}
HEAD = "部门,姓名,考勤号码,日期时间,机器号,编号,比对方式,卡号"
# Presses nobody can be charged with: two of a number nobody has, one before entering, one after leaving, one by a clock
# that ran years ahead, one under another's name, one day that no calendar has.
FAULTS = (
    "售后服务部,临时卡,399,2026/10/8 8:15:02",
    "售后服务部,临时卡,399,2026/10/8 17:31:40",
    "售后服务部,夏雨,324,2026/10/16 8:20:11",
    "售后服务部,钟诚,325,2026/10/19 8:21:00",
    "售后服务部,史云,341,2036/10/12 8:20:00",
    "售后服务部,龙飞飞,342,2026/10/13 12:02:09",
    "售后服务部,万军,343,2026/10/32 8:20:00",
)
TWICE_ON, TWICE_OF = 8, ("0341", "0342", "0343", "0344", "0345")


@dataclass(frozen=True)
class Clocked:
    """Somebody of the sixty; `presses` by day of the month."""

    number: str
    name: str
    unit: str
    presses: dict[int, list[str]]


def sixty() -> list[Clocked]:
    """Everybody with every press of the month."""
    return [_person(place, name) for place, name in enumerate(NAMES.split())]


def _person(place: int, name: str) -> Clocked:
    number = f"{FIRST_NUMBER + place:04}"
    unit = WAREHOUSE if number in {"0359", "0360"} else SERVICE
    own, presses = DAYS.get(number, {}), {}
    for day in WORKDAYS:
        on = date(2026, 10, day)
        is_there = ENTERED.get(number, on) <= on <= LEFT.get(number, on)
        if is_there and not (unit == SERVICE and day == FAILED_ON):
            presses[day] = own[day].split() if day in own else _usual(place, day)
    return Clocked(number, name, unit, presses)


def _usual(place: int, day: int) -> list[str]:
    """Up to twenty minutes early, up to twenty-four late; some press at noon too."""
    end = f"17:{(0 if day >= WINTER_FROM else 30) + (place * 5 + day) % 25:02}"
    noon = ["12:03"] if (place + day) % 7 == 0 else []
    return [f"08:{10 + (place * 7 + day * 3) % 20:02}", *noon, end]


def export() -> bytes:
    """The file, person by person as the clock keeps them, the presses of one day a second time at the end."""
    rows = [row for one in sixty() for row in _rows(one)]
    again = [row for one in sixty() if one.number in TWICE_OF for row in _rows(one, {TWICE_ON})]
    lines = [f"{row},1,{place},指纹," for place, row in enumerate([*rows, *FAULTS, *again], 1)]
    return "\r\n".join([HEAD, *lines, ""]).encode("gbk")


def _rows(one: Clocked, days: set[int] | None = None) -> list[str]:
    unit = "物资处" if one.unit == WAREHOUSE else "售后服务部"
    return [
        f"{unit},{_name(one)},{_number(one.number)},{_moment(one.number, day, press)}"
        for day, presses in one.presses.items()
        for press in presses
        if days is None or day in days
    ]


def _number(number: str) -> str:
    """0302 is written 302; one person's in 全角, another's as Excel leaves its zeros alone."""
    if number == "0305":
        return "０３０５"
    return f'="{number}"' if number == "0306" else number.lstrip("0")


def _name(one: Clocked) -> str:
    return " ".join(one.name) if one.number in {"0302", "0310"} else one.name


def _moment(number: str, day: int, press: str) -> str:
    """2026/10/8 8:26:11; two people were entered on another clock."""
    hour, minute = press.split(":")[:2]
    second = press[6:] or f"{(int(number) * 13 + day * 17) % 60:02}"
    if number == "0307":
        return f"2026-10-{day:02} {hour}:{minute}"
    half = "上午" if int(hour) < 12 else "下午"
    twelve = int(hour) - 12 if int(hour) > 12 else int(hour)
    if number == "0344":
        return f"2026/10/{day} {half} {twelve}:{minute}:{second}"
    return f"2026/10/{day} {int(hour)}:{minute}:{second}"


def new_presses() -> int:
    """How many different presses there are to take."""
    return sum(len(set(presses)) for one in sixty() for presses in one.presses.values())


def presses_twice() -> int:
    """How many of them the file has a second time."""
    return sum(len(one.presses[TWICE_ON]) for one in sixty() if one.number in TWICE_OF)
