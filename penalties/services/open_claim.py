"""Claim from the carrier or the insurer what falls on them (P.三.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from cases.models import Case
from cases.services.lock_case import lock_case, touch_case
from penalties.models import Claim, ClaimParty, ClaimState
from penalties.rules.posting import Trigger
from penalties.selectors.case_facts import source_of, standing_of
from penalties.services.errors import NoExternalShare, NotInThisState
from penalties.services.execute_settlement import money_stream
from penalties.services.guards import check_open, check_reason, check_seller
from penalties.services.post_ledger import Posting, post_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


@dataclass(frozen=True)
class ClaimContent:
    """Whom the claim is on, by name, and for how much; CNY."""

    party: ClaimParty
    party_name: str
    amount: Decimal


@transaction.atomic
def open_claim(
    *,
    case: Case,
    content: ClaimContent,
    documents: Sequence[Attachment] = (),
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Claim:
    """Open a claim. While it is open, what is not recovered stands in the ledger as 公司垫付·待追偿.

    Raises StalePage, CaseNotOpen, NotYours, NoExternalShare, InvalidInput.
    """
    require(by, Verb.CLAIM)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    check_seller(case, by)
    if not standing_of(case, at).has_external_share:
        raise NoExternalShare
    _check(content)
    last = Claim.objects.filter(case=case).aggregate(last=Max("ordinal"))["last"] or 0
    adopted = adopt_attachments(attachments=documents, stream=money_stream(case), by=by, at=at)
    claim = Claim.objects.create(
        case=case,
        ordinal=last + 1,
        party=content.party,
        party_name=content.party_name.strip(),
        amount=content.amount,
        document=adopted[0] if adopted else None,
        opened_by=by,
        opened_at=at,
    )
    touch_case(case)
    post_case(case=case, trigger=Trigger(source_of(claim), "opened", local_day(at)), by=by, at=at)
    text = f"向{claim.get_party_display()} {claim.party_name} 索赔 {yuan(claim.amount)}"
    record_event(stream=case.stream, verb="open_claim", text=text, by=by, at=at, clause="P.三.3")
    return claim


@transaction.atomic
def close_claim(
    *, claim: Claim, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Posting:
    """Close a claim; what was not recovered is posted on 公司, or on 销售处 where its mistake was confirmed.

    Raises StalePage, CaseNotOpen, NotYours, NotInThisState (closed already, or a receipt still waits for 财务), ReasonMissing.
    """
    require(by, Verb.CLAIM)
    case = lock_case(case_id=claim.case_id, seen_version=seen_version)
    check_open(case)
    check_seller(case, by)
    claim = Claim.objects.get(pk=claim.pk)
    if claim.state == ClaimState.CLOSED:
        raise NotInThisState("这笔索赔已了结，没有重复办理")
    if claim.receipts.filter(confirmed_at=None, refused_at=None).exists():
        raise NotInThisState("还有到账等财务确认，确认或退回以后再了结")
    reason = check_reason(reason, "了结的说明，如 足额到账、对方拒赔")
    claim.state, claim.close_reason = ClaimState.CLOSED, reason
    claim.closed_by, claim.closed_at = by, at
    claim.save(update_fields=["state", "close_reason", "closed_by", "closed_at"])
    touch_case(case)
    posting = post_case(case=case, trigger=Trigger(source_of(claim), "closed", local_day(at)), by=by, at=at)
    text = f"了结对 {claim.party_name} 的索赔\n「{reason}」"
    record_event(stream=case.stream, verb="close_claim", text=text, by=by, at=at, clause="P.三.3")
    return posting


def _check(content: ClaimContent) -> None:
    faults = {}
    if not content.party_name.strip():
        faults["party_name"] = "请填对方名称"
    if content.amount <= 0:
        faults["amount"] = "请填大于 0 的索赔金额"
    if faults:
        raise InvalidInput(faults)
