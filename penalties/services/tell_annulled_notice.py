"""A finding was annulled whose notice of a withheld bonus is out: those who take the money are told to pay it back."""

from datetime import datetime

from django.urls import reverse

from cases.models import Misreport
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
        body=f"通知 {notice.number}，{misreport.case.number}：{misreport.comment}",
        url=reverse("bonus_notice", args=[notice.number]),
        at=at,
    )
