"""File a 售后服务信息卡 (P.二.1): filing is its delivery to 技术中心."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases.models import CardDraft, CardLine, Case, FeedbackCard
from cases.rules.card_errors import ClerkUnfit, DraftDeclined, DraftFiled, DraftNotYours, PossibleDuplicate
from cases.selectors.cards import (
    CARD_PREFIX,
    MOST_NAMED,
    duplicate_window,
    duplicates_of,
    is_sales_person,
    units_about,
    version_for,
)
from cases.services.card_facts import CardFacts
from cases.services.check_card import check_card
from cases.services.concern_unit import concern_units
from cases.services.next_number import next_number
from cases.services.open_clocks import open_clocks
from cases.services.tell_filing import tell_filing
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.regulation.clock import local
from yibin_service.foundation.regulation.models import RegulationVersion
from yibin_service.foundation.regulation.parameters import NoVersionInForce
from yibin_service.foundation.wording import yuan

NO_VERSION = "这一天还没有施行中的售后制度版本，请核对日期"
CARD_COLUMNS = ["customer", "contact_name", "contact_phone", "source", "received_by_sales_at", "received_known_by", "problem_kind", "arrived_at", "opened_at", "occurred_known_by", "product", "batch_no", "defect", "description", "estimated_loss"]


@transaction.atomic
def file_card(
    *,
    facts: CardFacts,
    by: User,
    at: datetime,
    clerk: User | None = None,
    attachments: Sequence[Attachment] = (),
    draft_id: uuid.UUID | None = None,
    accepts_duplicate: bool = False,
) -> Case:
    """The case of a new card: number of the year, lines, clocks, files, concerned units, one event, 技术中心 told.

    The case is bound for good to the regulation version of the Shanghai day 销售处 received the opinion. A card that comes
    late is breached in this transaction. `clerk` (default: `by`) is whose card it is; only the head files for others.
    `draft_id` names the draft it was written in, which is filed once. Raises InvalidInput, PossibleDuplicate unless
    `accepts_duplicate`, DraftFiled, ClerkUnfit, FileGone, TooManyFiles.
    """
    require(by, Verb.FILE_CARD)
    clerk = _fit_clerk(clerk or by, by)
    draft = _held_draft(draft_id, by)
    check_card(facts=facts, at=at)
    version = _version(facts.received_by_sales_at)
    if not accepts_duplicate:
        _refuse_duplicate(facts, version, at)
    card = _save_card(facts, clerk, by, at)
    case = _save_case(card, facts, version)
    open_clocks(case=case, at=at)
    workshops = [line.machine.workshop for line in facts.lines if line.machine] + [facts.machine.workshop]
    concern_units(case=case, units=units_about(workshops=workshops, problem_kind=facts.problem_kind), at=at)
    files = adopt_attachments(attachments=attachments, stream=case.stream, by=by, at=at) if attachments else []
    _record(case, facts, files, by, at)
    if draft is not None:
        draft.card = card
        draft.save(update_fields=["card"])
    tell_filing(case=case, by=by, at=at)
    return case


def _fit_clerk(clerk: User, by: User) -> User:
    if clerk.pk != by.pk and Role.SALES_HEAD not in by.roles:
        raise ClerkUnfit("替别人填卡由销售处长办理", field="clerk")
    if not is_sales_person(clerk):
        raise ClerkUnfit(f"{clerk} 不是在岗的销售人员，请另选经办人", field="clerk")
    return clerk


def _held_draft(draft_id: uuid.UUID | None, by: User) -> CardDraft | None:
    """The writer's own draft, locked: two windows cannot file it both. A draft that was never saved is no fault."""
    if draft_id is None:
        return None
    draft = CardDraft.objects.select_for_update().filter(pk=draft_id).first()  # no join: it would be read before the wait
    if draft is None:
        return None
    if draft.owner_id != by.pk:
        raise DraftNotYours
    if draft.card is not None:
        raise DraftFiled(draft.card.number)
    if draft.declined_at is not None:
        raise DraftDeclined
    return draft


def _version(received_by_sales_at: datetime) -> RegulationVersion:
    try:
        return version_for(received_by_sales_at)
    except NoVersionInForce:
        raise InvalidInput({"received_by_sales_at": NO_VERSION}) from None


def _refuse_duplicate(facts: CardFacts, version: RegulationVersion, at: datetime) -> None:
    days = duplicate_window(version)
    found = duplicates_of(customer=facts.customer, batch_no=facts.batch_no, defect=facts.defect, at=at, days=days)
    numbers = [card.number for card in found[:MOST_NAMED]]
    if numbers:
        raise PossibleDuplicate(numbers, days=days)


def _save_card(facts: CardFacts, clerk: User, by: User, at: datetime) -> FeedbackCard:
    card = FeedbackCard.objects.create(
        number=next_number(prefix=CARD_PREFIX, year=local(at).year),
        clerk=clerk,
        filed_by=by,
        filed_at=at,
        entered_at=at,
        **{name: getattr(facts, name) for name in CARD_COLUMNS},
    )
    CardLine.objects.bulk_create(lines_of(card, facts))
    return card


def lines_of(card: FeedbackCard, facts: CardFacts) -> list[CardLine]:
    """The rolls as rows, not saved: what a roll leaves open is the card's."""
    rows = []
    for position, line in enumerate(facts.lines, start=1):
        machine = line.machine or facts.machine
        rows.append(
            CardLine(
                card=card,
                position=position,
                roll_no=line.roll_no,
                product=line.product or facts.product,
                machine=machine,
                workshop=machine.workshop,
                tonnes=line.tonnes,
                width=line.width,
                defect=line.defect or facts.defect,
                note=line.note,
            )
        )
    return rows


def _save_case(card: FeedbackCard, facts: CardFacts, version: RegulationVersion) -> Case:
    return Case.objects.create(
        number=card.number,
        card=card,
        customer=facts.customer,
        machine=facts.machine,
        workshop=facts.machine.workshop,
        defect=facts.defect,
        regulation=version,
        direct_loss=facts.estimated_loss,
        clerk=card.clerk,
        filed_at=card.filed_at,
    )


def _record(case: Case, facts: CardFacts, files: Sequence[Attachment], by: User, at: datetime) -> None:
    tonnes = sum(line.tonnes for line in facts.lines)
    text = f"填报信息卡，送达技术中心：{facts.defect}，{len(facts.lines)}卷 {tonnes:.3f} 吨，预估 {yuan(facts.estimated_loss)}"
    if files:
        text += f"，附件 {len(files)}个"
    if case.clerk_id != by.pk:
        text += f"；经办 {case.clerk}"
    record_event(stream=case.stream, verb="file_card", text=text, by=by, at=at, clause="P.二.1")
