"""Tell the next person of a month report or a notice of deduction."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from penalties.models import DeductionNotice, MonthReport
from penalties.selectors.notices import answerers
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services.notify import notify
from yibin_service.foundation.wording import end, local, money, yuan


def tell_issued(report: MonthReport, notice_count: int, at: datetime) -> None:
    """企管办 signs for it next. The letter carries the checkpoint out of the house: root and number of entries."""
    loss = yuan(report.figures["summary"]["loss"])
    _turn(
        users_with_role(Role.ENTERPRISE_MANAGEMENT),
        f"{report.stream}:issued",
        f"签收{report}",
        f"损失合计 {loss}，对账全部通过，数字已封存。签收后放行 {notice_count}张奖金扣减通知单\n"
        f"报表指纹 {report.figures_hash}\n台账 {report.entry_count}笔，链根 {report.chain_root}",
        report.get_absolute_url(),
        at,
    )


def tell_held(report: MonthReport, finding_count: int, at: datetime) -> None:
    """技术中心主任 settles what was found and issues the report."""
    _turn(
        users_with_role(Role.TECH_HEAD),
        f"{report.stream}:held:{report.built_at.isoformat()}",
        f"处理{report}对账发现的 {finding_count}项",
        "处理完在月报页上签发；迟发会印在月报上",
        report.get_absolute_url(),
        at,
    )


def tell_found(report: MonthReport, finding_count: int, at: datetime) -> None:
    """The check between reports found something new: 技术中心主任 has until the month is due."""
    _turn(
        users_with_role(Role.TECH_HEAD),
        f"{report.stream}:found:{report.built_at.isoformat()}",
        f"处理台账校验发现的 {finding_count}项（{report.label}）",
        "月报签发前处理完，就能按时自动签发",
        reverse("ledger_check"),
        at,
    )


def tell_released(notice: DeductionNotice, at: datetime) -> None:
    """The unit's head answers it next."""
    until = end(notice.objection_until, local(at).year)
    _turn(
        answerers(notice.unit),
        f"{notice.stream}:released",
        f"认领{notice.title} {notice.number}（{notice.unit_name}）",
        f"{_sum(notice)}。有异议请在 {until} 前提出",
        notice.get_absolute_url(),
        at,
    )


def tell_objected(notice: DeductionNotice, at: datetime) -> None:
    """技术中心 answers the objection."""
    _turn(
        users_with_role(Role.TECH_HEAD),
        f"{notice.stream}:objected",
        f"答复{notice.unit_name}对 {notice.number} 的异议",
        f"「{notice.objection}」",
        notice.get_absolute_url(),
        at,
    )


def tell_answered(notice: DeductionNotice, at: datetime) -> None:
    """企管办 records the deduction next."""
    verb = "返还" if notice.is_refund else "扣减"
    _turn(
        users_with_role(Role.ENTERPRISE_MANAGEMENT),
        f"{notice.stream}:answered:{notice.state}",
        f"登记{verb} {notice.number}（{notice.unit_name}）",
        _sum(notice),
        notice.get_absolute_url(),
        at,
    )


def tell_objection_answered(notice: DeductionNotice, at: datetime) -> None:
    """The unit hears the answer; 企管办 may record the deduction."""
    if notice.answered_by is not None:
        _news([notice.answered_by], notice, "objection_answered", f"技术中心已答复 {notice.number} 的异议", at)
    tell_answered(notice, at)


def tell_deducted(notice: DeductionNotice, at: datetime) -> None:
    """The unit hears that it was done."""
    verb = "返还" if notice.is_refund else "扣减"
    _news(answerers(notice.unit), notice, "deducted", f"{notice.number} 已{verb}：{_sum(notice)}", at)


def _sum(notice: DeductionNotice) -> str:
    tonnes = f"，扣产量 {notice.tonnes} 吨" if notice.tonnes else ""
    return f"{'返还' if notice.is_refund else '扣减'} {money(abs(notice.amount))} 元{tonnes}"


def _turn(users: Iterable[User], key: str, what: str, why: str, url: str, at: datetime) -> None:
    notify(users=users, key=key, title=f"轮到您：{what}", body=why, url=url, weight=Weight.TURN, at=at)


def _news(users: Iterable[User], notice: DeductionNotice, key: str, what: str, at: datetime) -> None:
    notify(
        users=users,
        key=f"{notice.stream}:{key}",
        title=what,
        body=notice.objection_answer,
        url=notice.get_absolute_url(),
        weight=Weight.INFO,
        at=at,
        with_letter=False,
    )
