"""The acts on accounts, each a page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.crypto import salted_hmac

from yibin_service.foundation.acts.errors import OutOfStep
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer

from . import account_forms as forms
from .account_reads import account_of, held_roles
from .models import User
from .permissions import Verb
from .roles import Role
from .services.administrators import OwnAccount
from .services.change_account import AccountFacts, change_account
from .services.deactivate_account import deactivate_account
from .services.grant_role import grant_role
from .services.open_account import open_account
from .services.reactivate_account import reactivate_account
from .services.reset_password import reset_password
from .services.revoke_role import revoke_role


def without_passwords(content: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a sent form: a password only as a keyed digest, which tells nobody anything."""
    if "password" not in content:
        return content
    return {**content, "password": salted_hmac("account-password", str(content["password"])).hexdigest()}


class OpenAccountPage(ActPage):
    """`/accounts/new/`."""

    verb = Verb.MANAGE_ACCOUNTS
    form_class = forms.OpenAccountForm
    template_name = "access/account_act.html"
    title = "开立账号"
    button = "开立账号"

    def load(self, **kwargs: Any) -> None:
        return None

    @staticmethod
    def sent_content(request: HttpRequest) -> dict[str, Any]:
        return without_passwords(ActPage.sent_content(request))

    def deed(self, form: ActForm, at: datetime) -> Answer:
        facts = dict(form.content)
        role = facts.pop("role")
        user = open_account(**facts, by=self.user, at=at)
        if role:
            grant_role(user=user, role=Role(role), by=self.user, at=at)
        words = f"，岗位「{Role(role).label}」" if role else "，还没有岗位"
        message = f"已开立 {user.display_name} 的账号 {user.username}{words}；请把初次密码交给本人"
        return Answer(url=reverse("account", args=[user.pk]), message=message, body={"account": user.pk})

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": reverse("account_list"),
            "back_words": "回到人员与单位",
            "consequences": [
                "账号马上可以登录；本人登录后先改密码，才能办别的",
                "岗位决定能看什么、办什么；企管办和审计看得到每次授予",
                "账号以后可以停用，不能删除",
            ],
        }


class AccountActPage(ActPage):
    """An act at `/accounts/<id>/<verb>/`."""

    verb = Verb.MANAGE_ACCOUNTS
    template_name = "access/account_act.html"
    question = ""
    subject: User

    def load(self, **kwargs: Any) -> User:
        return account_of(kwargs["pk"])

    def check(self) -> None:
        if self.subject.pk == self.user.pk:
            raise OwnAccount

    def consequences(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": f"{self.subject.full_title} · 登录名 {self.subject.username}",
            "back_url": reverse("account", args=[self.subject.pk]),
            "back_words": "回到这个账号",
            "consequences": self.consequences(),
            "confirm_question": "confirm-account" if self.question else "",
            "question": self.question,
        }

    def done(self, message: str) -> Answer:
        url = reverse("account", args=[self.subject.pk])
        return Answer(url=url, message=message, body={"account": self.subject.pk})


class ChangeAccountPage(AccountActPage):
    """Name, unit, telephone, e-mail."""

    form_class = forms.PersonForm
    title = "更正资料"
    button = "保存资料"

    def check(self) -> None:
        """The own name and telephone may be corrected too: nothing is gained by it."""

    def initial(self) -> dict[str, Any]:
        person = self.subject
        facts = {"display_name": person.display_name, "unit": person.unit_id, "phone": person.phone}
        return {**facts, "email": person.email}

    def consequences(self) -> list[str]:
        return ["以后的记录用新的姓名和单位，已有的记录不变", "单位负责人看到的案件随单位改变"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        person = change_account(user=self.subject, facts=AccountFacts(**form.content), by=self.user, at=at)
        return self.done(f"已保存 {person.display_name} 的资料")


class GrantRolePage(AccountActPage):
    """A role more."""

    form_class = forms.GrantRoleForm
    title = "授予岗位"
    button = "授予岗位"
    question = "授予这个岗位？"

    def form_kwargs(self) -> dict[str, Any]:
        held = held_roles(self.subject)
        return {"roles": [role for role in Role if role not in held]}

    def consequences(self) -> list[str]:
        return ["岗位马上生效，本人下一页就有新的菜单", "企管办和审计看得到谁在什么时候授予"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        role = Role(form.cleaned_data["role"])
        grant_role(user=self.subject, role=role, by=self.user, at=at)
        return self.done(f"已授予 {self.subject.display_name} 岗位「{role.label}」，马上生效")


class RevokeRolePage(AccountActPage):
    """A role less."""

    form_class = forms.RevokeRoleForm
    title = "收回岗位"
    button = "收回岗位"
    question = "收回这个岗位？"

    def check(self) -> None:
        super().check()
        if not held_roles(self.subject):
            raise OutOfStep(f"{self.subject.display_name} 现在没有岗位可以收回")

    def form_kwargs(self) -> dict[str, Any]:
        return {"roles": held_roles(self.subject)}

    def consequences(self) -> list[str]:
        return [
            "马上生效：等他办理的事不会自动转给别人，请先看有没有接手的人",
            "他办过的事和签过的字都不变；企管办和审计看得到这次收回",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        role = Role(form.cleaned_data["role"])
        revoke_role(user=self.subject, role=role, by=self.user, at=at)
        return self.done(f"已收回 {self.subject.display_name} 的岗位「{role.label}」")


class DeactivateAccountPage(AccountActPage):
    """The account is closed."""

    form_class = forms.ConfirmForm
    title = "停用账号"
    button = "停用这个账号"
    question = "停用这个账号？"

    def check(self) -> None:
        super().check()
        if not self.subject.is_active:
            raise OutOfStep("这个账号已经停用")

    def consequences(self) -> list[str]:
        return [
            f"{self.subject.display_name} 马上退出登录，再也不能登录",
            "等他办理的事不会自动转给别人，请先看有没有接手的人",
            "他办过的事和签过的字都留着；账号不删除，以后可以恢复",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        deactivate_account(user=self.subject, by=self.user, at=at)
        return self.done(f"已停用 {self.subject.display_name} 的账号，他不能再登录")


class ReactivateAccountPage(AccountActPage):
    """The account is opened again."""

    form_class = forms.ConfirmForm
    title = "恢复账号"
    button = "恢复这个账号"
    question = "恢复这个账号？"

    def check(self) -> None:
        super().check()
        if self.subject.is_active:
            raise OutOfStep("这个账号正在使用，不用恢复")

    def consequences(self) -> list[str]:
        titles = "、".join(str(role.label) for role in held_roles(self.subject)) or "没有"
        return [f"{self.subject.display_name} 可以用原来的密码登录", f"没有收回过的岗位重新生效：{titles}"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        reactivate_account(user=self.subject, by=self.user, at=at)
        return self.done(f"已恢复 {self.subject.display_name} 的账号")


class ResetPasswordPage(AccountActPage):
    """A new password for somebody who forgot it."""

    form_class = forms.ResetPasswordForm
    title = "重设密码"
    button = "重设密码"
    question = "重设这个账号的密码？"

    @staticmethod
    def sent_content(request: HttpRequest) -> dict[str, Any]:
        return without_passwords(ActPage.sent_content(request))

    def consequences(self) -> list[str]:
        return [
            f"{self.subject.display_name} 在各处的登录马上退出，接口令牌作废",
            "他会收到消息：谁在什么时候重设了密码；登录后须先改密码",
            "因填错密码而暂停的登录同时放开",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        reset_password(user=self.subject, password=form.cleaned_data["password"], by=self.user, at=at)
        return self.done(f"已重设 {self.subject.display_name} 的密码，请当面交给本人；本人登录后先改密码")


urlpatterns = [
    path("accounts/new/", OpenAccountPage.as_view(), name="open_account"),
    path("accounts/<int:pk>/change-account/", ChangeAccountPage.as_view(), name="change_account"),
    path("accounts/<int:pk>/grant-role/", GrantRolePage.as_view(), name="grant_role"),
    path("accounts/<int:pk>/revoke-role/", RevokeRolePage.as_view(), name="revoke_role"),
    path("accounts/<int:pk>/deactivate-account/", DeactivateAccountPage.as_view(), name="deactivate_account"),
    path("accounts/<int:pk>/reactivate-account/", ReactivateAccountPage.as_view(), name="reactivate_account"),
    path("accounts/<int:pk>/reset-password/", ResetPasswordPage.as_view(), name="reset_password"),
]
