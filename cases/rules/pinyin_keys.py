"""How a Chinese name is found by its sounds: the full pinyin, and the first letters."""

import re

from pypinyin import Style, lazy_pinyin, load_phrases_dict

KEPT = re.compile(r"[^a-z0-9]")
LONGEST_PINYIN, LONGEST_INITIALS = 400, 120
# Names read otherwise than the common word: the mill's own region first.
load_phrases_dict(
    {
        "犍为": [["qián"], ["wéi"]],
        "筠连": [["jūn"], ["lián"]],
        "珙县": [["gǒng"], ["xiàn"]],
        "郫都": [["pí"], ["dū"]],
        "六安": [["lù"], ["ān"]],
        "台州": [["tāi"], ["zhōu"]],
        "丽水": [["lí"], ["shuǐ"]],
        "长沙": [["cháng"], ["shā"]],
        "长春": [["cháng"], ["chūn"]],
        "长寿": [["cháng"], ["shòu"]],
        "重庆": [["chóng"], ["qìng"]],
    }
)


def pinyin_of(name: str) -> str:
    """`昆明滇池印务` → `kunmingdianchiyinwu`; letters and digits stay, everything else goes."""
    return KEPT.sub("", "".join(lazy_pinyin(name)).lower())[:LONGEST_PINYIN]


def initials_of(name: str) -> str:
    """`昆明滇池印务` → `kmdcyw`; letters and digits stay as they are."""
    return KEPT.sub("", "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower())[:LONGEST_INITIALS]
