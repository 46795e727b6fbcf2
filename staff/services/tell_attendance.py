"""Tell the next person of a matter of attendance."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from staff.models import AttendanceMonth, AttendanceRequest, Objection, ObjectionState, RequestState
from staff.selectors.managers import deciders_of
from staff.selectors.substitutes import deciders_on
from yibin_service.foundation.notices.services.notify import notify
from yibin_service.foundation.regulation.clock import local_day


def tell_asked(request: AttendanceRequest, at: datetime) -> None:
    """The one who decides."""
    notify(
        users=deciders_on(request.employee, local_day(at)),
        key=f"attendance-request:{request.pk}",
        title=f"审批{request.employee.name}的申请：{request.what}",
        body=request.reason,
        url=reverse("decide_request", args=[request.pk]),
        at=at,
    )


def tell_decided(request: AttendanceRequest, at: datetime) -> None:
    """The one who asked."""
    if request.employee.user is None:
        return
    words = "已批准" if request.state == RequestState.APPROVED else "已退回"
    notify(
        users=[request.employee.user],
        key=f"attendance-request:{request.pk}:{request.state}",
        title=f"您的申请{words}：{request.what}",
        body=request.answer,
        url=reverse("attendance_sheet", args=[f"{request.first_on:%Y-%m}", request.employee.number]),
        at=at,
    )


def tell_missing_decided(request: AttendanceRequest, at: datetime) -> None:
    """The one whose missing punch was decided on."""
    if request.employee.user is None:
        return
    notify(
        users=[request.employee.user],
        key=f"attendance-request:{request.pk}:{request.state}",
        title=f"您的缺卡已决定：{request.what}",
        body=f"{request.reason}（有异议可以在考勤单上提）",
        url=reverse("attendance_sheet", args=[f"{request.first_on:%Y-%m}", request.employee.number]),
        at=at,
    )


def tell_revoked(request: AttendanceRequest, at: datetime) -> None:
    """The one whose approval was taken back, or what the manager had decided on a missing punch."""
    if request.employee.user is None:
        return
    is_own = request.asked_by_id == request.employee.user_id
    words = "您的申请批准后撤销" if is_own else "您的缺卡，决定已撤销"
    notify(
        users=[request.employee.user],
        key=f"attendance-request:{request.pk}:{request.state}",
        title=f"{words}：{request.what}",
        body=request.revoked_reason,
        url=reverse("attendance_sheet", args=[f"{request.first_on:%Y-%m}", request.employee.number]),
        at=at,
    )


def tell_objected(objection: Objection, at: datetime) -> None:
    """The one who answers."""
    notify(
        users=deciders_of(objection.employee),
        key=f"attendance-objection:{objection.pk}",
        title=f"答复{objection.employee.name}的考勤异议：{objection.fact}",
        body=objection.text,
        url=reverse("answer_attendance", args=[objection.pk]),
        at=at,
    )


def tell_answered(objection: Objection, at: datetime) -> None:
    """The one who objected."""
    if objection.employee.user is None:
        return
    words = "已采纳" if objection.state == ObjectionState.UPHELD else "维持原判定"
    notify(
        users=[objection.employee.user],
        key=f"attendance-objection:{objection.pk}:answered",
        title=f"您的考勤异议{words}：{objection.fact}",
        body=objection.answer,
        url=reverse("attendance_sheet", args=[f"{objection.month:%Y-%m}", objection.employee.number]),
        at=at,
    )


def tell_closed(rows: Sequence[AttendanceMonth], at: datetime) -> None:
    """Everybody whose month was closed. The letter says no sum: those stand on the sheet alone."""
    if not rows:
        return
    month = rows[0].month
    users = [row.employee.user for row in rows if row.employee.user is not None]
    notify(
        users=users,
        key=f"attendance-closed:{month:%Y-%m}",
        title=f"{month.month}月考勤已关账，请看考勤单",
        body="关账后再更正的，差额记入以后的月份并注明原条。",
        url=f"{reverse('attendance')}?month={month:%Y-%m}",
        at=at,
    )
