"""样张: every part in every state on one page, for developers. Nothing here is stored."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yibin_service.foundation import wording
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.forms import ActForm, LineField, MomentField, MoneyField, TextField, TonnesField
from yibin_service.foundation.acts.selectors import database_now

LONG_NAME = "内蒙古呼伦贝尔额尔古纳三河回族乡振兴纸制品包装装潢印刷有限责任公司第二分公司"
OUTCOMES = (
    ("done", "办成"),
    ("mend", "有处要改"),
    ("stale", "页面已旧"),
    ("refused", "没有权限"),
    ("broken", "服务器出错"),
)


class SampleForm(ActForm):
    """A form of every kind of field."""

    outcome = forms.ChoiceField(label="应答", choices=OUTCOMES)
    customer = forms.CharField(label="客户", required=False)
    kind = forms.ChoiceField(
        label="问题种类", choices=[("appearance", "外观破损"), ("intrinsic", "内在质量")], widget=forms.RadioSelect
    )
    loss = MoneyField(label="预估损失", required=False)
    received_at = MomentField(label="收到意见时间", required=False)
    scan = forms.FileField(label="扫描件", required=False)
    words = TextField(label="问题描述", required=False)
    is_urgent = forms.BooleanField(label="客户已停机", required=False)


class RollForm(forms.Form):
    """A roll of the sample table."""

    roll = LineField(label="卷号", required=False)
    weight = TonnesField(label="重量", required=False)
    remark = LineField(label="现象", required=False)


RollFormSet = forms.formset_factory(RollForm, extra=1, can_delete=True)


@dataclass(frozen=True)
class Sample:
    """One line of the page: what it is, and the deadline drawn."""

    what: str
    due_at: datetime | None
    done_at: datetime | None = None
    is_waived: bool = False


def _developers_only(request: HttpRequest) -> None:
    """Somebody else learns nothing of the page."""
    if not settings.DEBUG and not may(cast(User, request.user), Verb.MANAGE_MASTER_DATA):
        raise Http404


def deadlines(now: datetime) -> list[Sample]:
    """A deadline in each of its states."""
    midnight = wording.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        Sample("运行，超过 24小时", midnight + timedelta(days=4)),
        Sample("快到期，24小时内", now + timedelta(hours=14.5)),
        Sample("紧急，6小时内", now + timedelta(hours=5.21)),
        Sample("紧急，1小时内", now + timedelta(hours=0.81)),
        Sample("超期", now - timedelta(hours=33.5)),
        Sample("按时完成", now, done_at=now - timedelta(hours=19)),
        Sample("完成但超期", now - timedelta(hours=7), done_at=now - timedelta(hours=1.8)),
        Sample("已豁免（理由在时间线）", now - timedelta(hours=7), is_waived=True),
        Sample("未起算", None),
    ]


def _events(now: datetime) -> list[SimpleNamespace]:
    at = now - timedelta(days=2)
    return [
        SimpleNamespace(
            pk=2,
            happened_at=at,
            entered_at=at + timedelta(hours=5),
            actor_title="技术中心 何晓梅",
            text="提交处理意见第2稿，交分管副总经理",
            clause="P.二.2",
            changes=[["合计", "29,708.90", "33,988.90 元"], ["运输费", "", "3,860.00"]],
        ),
        SimpleNamespace(
            pk=1,
            happened_at=at - timedelta(days=1),
            entered_at=at - timedelta(days=1),
            actor_title="销售员 刘玉兰",
            text="提交信息卡",
            clause="",
            changes=[],
        ),
    ]


CHAIN = [
    {"state": "back", "title": "分管副总经理 周建华 · 退回第1稿", "lines": ["「外仓倒运费没算进去，补齐单据再报。」"], "when": "11-19 15:10"},
    {"state": "ok", "title": "技术中心 何晓梅 · 提交第2稿", "lines": ["合计 33,988.90 元"], "when": "11-20 16:35", "icon": "file-check"},
    {"state": "now", "title": "分管副总经理 周建华 · 待审批", "lines": ["同意后才能答复客户"], "when": "已等 2天17小时"},
    {"state": "read", "title": "总经理 谢明德 · 待阅示", "lines": ["阅示不影响答复"], "when": "未到"},
]
STEPS = [
    {"state": "done", "name": "收卡", "note": "10-26"},
    {"state": "done", "name": "分级", "note": "10-26"},
    {"state": "now", "name": "审批", "note": "第2稿"},
    {"state": "", "name": "答复客户", "note": ""},
    {"state": "", "name": "结案", "note": ""},
]
FIGURES = [
    {"label": "收到意见", "number": "16", "unit": "件", "detail": "10月同期 17件"},
    {"label": "按时答复", "number": "9", "unit": "/ 10", "detail": "超期 1件"},
    {"label": "在办", "number": "14", "unit": "件", "detail": "重大 1件", "url": "#main"},
    {"label": "已入账损失", "number": "21,406.00", "detail": "元；台账 11月未封账"},
]
MONTHS = {
    "months": ["6月", "7月", "8月", "9月", "10月", "11月"],
    "names": ["退", "赔", "换", "处理费用"],
    "series": [[3, 2, 4, 1, 5, 2], [2, 1, 3, 2, 2, 1], [1, 0, 1, 1, 2, 0], [0.4, 0.3, 0.6, 0.2, 0.5, 0.3]],
    "totals": ["6.4", "3.3", "8.6", "4.2", "9.5", "3.3"],
}
UNITS = {"names": ["三抄车间", "四抄车间", "质检处"], "values": [24447.5, 16474.85, 18785.15], "labels": ["24,447.50", "16,474.85", "18,785.15"]}


def _page(request: HttpRequest, form: SampleForm, rolls: "forms.BaseFormSet[RollForm]", *, status: int = 200) -> HttpResponse:
    now = database_now()
    context = {
        "form": form,
        "rolls": rolls,
        "deadlines": deadlines(now),
        "tiers": ["minor", "larger", "major", "extra_major", ""],
        "amounts": [Decimal("33988.90"), Decimal("-2940"), Decimal("0")],
        "largest": Decimal("99999999.99"),
        "long_name": LONG_NAME,
        "events": _events(now),
        "chain": CHAIN,
        "steps": STEPS,
        "figures": FIGURES,
        "months": MONTHS,
        "units": UNITS,
        "rows": Paginator(range(1, 214), 50).get_page(request.GET.get("page")),
        "consequences": ["签发后数字冻结，10月台账封账", "向 6个单位发出通知单，合计 65,827.50 元", "此步不能撤回；更正只能记入 11月"],
        "now": now,
    }
    return render(request, "desk/samples.html", context, status=status)


@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    _developers_only(request)
    return _page(request, SampleForm(initial={"kind": "intrinsic"}), RollFormSet(prefix="rolls"))


@require_POST
def sample_act(request: HttpRequest) -> HttpResponse:
    """Answers a sent form in the way it asks for, so that every state can be looked at."""
    _developers_only(request)
    form, rolls = SampleForm(request.POST, request.FILES), RollFormSet(request.POST, prefix="rolls")
    outcome = request.POST.get("outcome")
    if outcome == "broken":
        raise RuntimeError("asked for on the page of samples")
    if outcome == "refused":
        return render(request, "403.html", status=403)
    if outcome == "stale":
        context = {"conflict_title": "罗永清 2分钟前改了责任认定，您看到的是旧的", "conflict_changes": [["物资处", "50%", "60%"]]}
        return render(request, "409.html", context, status=409)
    if not form.is_valid() or not rolls.is_valid() or outcome == "mend":
        form.add_error("loss", "请填金额；不清楚先填估计数，技术中心会再核")
        return _page(request, form, rolls, status=422)
    messages.success(request, f"已收到，编号 {form.cleaned_data['act_id']}")
    return redirect("samples")


@require_GET
def sample_options(request: HttpRequest) -> JsonResponse:
    """Customers that match, for the combobox."""
    _developers_only(request)
    typed = request.GET.get("q", "")
    known = [
        {"value": 1, "label": "昆明滇池印务有限公司", "detail": "云南昆明 · 联系人 杨师傅", "note": "本年 4件", "key": "kmdcywyxgs"},
        {"value": 2, "label": "昆明大成纸品经营部", "detail": "云南昆明", "note": "本年 0件", "key": "kmdczpjyb"},
    ]
    found = [one for one in known if typed in str(one["label"]) or typed.lower() in str(one["key"])]
    return JsonResponse({"options": found, "create": f"新增客户「{typed}」" if typed else None})


@require_POST
def sample_draft(request: HttpRequest) -> JsonResponse:
    """Pretends to keep a draft."""
    _developers_only(request)
    return JsonResponse({"saved_at": f"{wording.local(database_now()):%H:%M}"})


@require_POST
def sample_upload(request: HttpRequest) -> HttpResponse:
    """Pretends to keep a file; refuses one that is empty."""
    _developers_only(request)
    upload = request.FILES.get("file")
    if not upload:
        return JsonResponse({"message": "文件是空的，请重新选一个"}, status=422)
    stored = SimpleNamespace(size=upload.size, media_type="application/octet-stream")
    attachment = SimpleNamespace(pk=uuid.uuid4(), name=upload.name, caption="", file=stored)
    return render(request, "parts/_photo_tile.html", {"attachment": attachment, "url": "#main"}, status=201)
