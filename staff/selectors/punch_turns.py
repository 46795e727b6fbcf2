"""Clock exports that wait for a person: read and not decided on, or not to be read."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from staff.models import ImportState, PunchImport
from staff.selectors.punch_imports import FAILED_READING
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Turn


def turns(user: User, limit: int) -> Iterator[Turn]:
    """Of whoever may import: every file to decide on, and the own ones that failed, until another is sent or it is left aside."""
    waiting = PunchImport.objects.filter(state=ImportState.READ)
    for source in waiting.select_related("file", "uploaded_by").order_by("uploaded_at")[:limit]:
        yield Turn(
            verb="确认打卡导入",
            case_number=source.file.name[:60],
            customer=_days(source),
            url=source.get_absolute_url(),
            button="看识别结果" if source.new_count else "看过放弃",
            fact=_fact(source),
            consequence="确认后才记入考勤；没有导入的日子不判",
            since=source.uploaded_at,
        )
    later = PunchImport.objects.filter(uploaded_by=user, uploaded_at__gt=OuterRef("uploaded_at"))
    failed = PunchImport.objects.filter(Q(state=ImportState.UNREADABLE) | FAILED_READING, uploaded_by=user)
    for source in failed.filter(~Exists(later)).select_related("file", "job").order_by("uploaded_at")[:limit]:
        yield Turn(
            verb="打卡文件没有读出",
            case_number=source.file.name[:60],
            customer="",
            url=source.get_absolute_url(),
            button="看原因",
            fact=(source.trouble or (source.job.error if source.job else ""))[:120],
            consequence="一条也没有导入；改好再传，或放弃",
            since=source.uploaded_at,
        )


def _days(source: PunchImport) -> str:
    if source.first_on is None or source.last_on is None:
        return ""
    return f"{source.first_on:%m-%d} 至 {source.last_on:%m-%d} 的打卡"


def _fact(source: PunchImport) -> str:
    found = f"新打卡 {source.new_count:,}条" if source.new_count else "没有新打卡，什么也不会改变"
    faults = f"，有问题 {source.fault_count:,}条" if source.fault_count else ""
    return f"{found}{faults}；{source.uploaded_by.display_name}上传"
