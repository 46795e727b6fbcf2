"""A finding of a false report was annulled: who took money from it, or was fined for it, is told."""

from datetime import datetime

from django.urls import reverse

from cases.models import Misreport
from cases.services.tell import tell_news
from penalties.models import BonusNotice
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.notices.services.notify import notify


def tell_annulled_notice(misreport: Misreport, *, at: datetime) -> None:
    """The person, 人力资源 and 财务; nobody where no notice was released."""
    notice = BonusNotice.objects.filter(misreport=misreport).first()
    if notice is None:
        return
    own = [misreport.member.user] if misreport.member.user else []
    notify(
        users=[*own, *users_with_role(Role.HR), *users_with_role(Role.FINANCE)],
        key=f"bonus-notice:{notice.pk}:annulled",
        title=f"{notice.person_name} {notice.month:%Y-%m} 奖金扣发已撤销，请退还",
        body=f"通知 {notice.number}，{misreport.case.number}：{misreport.annul_reason}",
        url=reverse("bonus_notice", args=[notice.number]),
        at=at,
    )


def tell_reversed_fine(misreport: Misreport, *, numbers: str, at: datetime) -> None:
    """销售处's head: the unit's fine is out of the ledger."""
    tell_news(
        case=misreport.case,
        users=users_with_role(Role.SALES_HEAD),
        key=f"misreport-fine-reversed:{misreport.pk}",
        what=f"因{misreport.member.name}对{misreport.member.unit.name}的罚款已红冲",
        why=f"台账 {numbers}。理由：{misreport.annul_reason}",
        at=at,
    )
