"""Every address of the product, who may come in by the permission table, and a mill in which each leads somewhere."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.models import CardDraft, Case, Misreport
from penalties.models import MonthReport
from penalties.models.ledger import LedgerEntry
from penalties.services.release_bonus_notices import release_bonus_notices
from staff.models import ImportState, PunchImport, Wage
from tests.appraisal_places import OF_APPRAISAL, appraisal_places
from tests.attendance_places import OF_ATTENDANCE, attendance_places
from tests.booked import issued, october, signed
from tests.cases_made import give_team
from tests.field_made import FieldPlaces
from tests.handover_places import OF_HANDOVER, handover_place
from tests.settled import late_card
from tests.staffed import employed, office_week
from tests.uploads import waiting_upload
from tests.world import PEOPLE, World
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import PERMISSIONS, Verb
from yibin_service.foundation.access.roles import LEADERS, SALES, TECH, Role
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class Rule:
    """Whom an address lets in: holders of one of `verbs` (none: everybody logged in).

    `is_of_case`: only who sees the case, others do not find it. `is_found_first`: the case is looked for before the
    verb is asked, since a member of its team needs no role. `others`: which rows keep out holders of the verb.
    """

    verbs: tuple[Verb, ...] = ()
    is_of_case: bool = False
    is_found_first: bool = False
    others: str = ""  # what keeps those with the verb out, where rows do: see `is_theirs`
    may_be_refused: bool = False  # holders of the verb too, unless the thing is their own


def of(*verbs: Verb, others: str = "") -> Rule:
    return Rule(verbs, others=others)


def on_case(*verbs: Verb, found_first: bool = False, others: str = "") -> Rule:
    return Rule(verbs, is_of_case=True, is_found_first=found_first, others=others)


V = Verb
ANYBODY = Rule()
WITHOUT_LOGIN = frozenset({"login", "service_worker"})
# Ends the session; the samples of the house's parts are there only while it is developed.
SKIPPED = frozenset({"logout", "samples", "sample_act", "sample_options", "sample_draft", "sample_upload"})
RULES: dict[str, Rule] = {
    **dict.fromkeys(
        ["workbench", "workbench_watch", "me", "preferences", "new_token", "end_token", "new_password", "inbox", "open_message", "read_all_messages", "job_list", "job", "job_progress", "upload_file", "open_file", "preview_file", "remove_file", "api_schema", "api_docs", "api_me", "api_inbox", "api_read_inbox", "api_jobs", "api_job", "api_upload", "api_file"],
        ANYBODY,
    ),
    # reads
    "search": of(V.READ_CASES, V.READ_STAFF),
    "case": on_case(V.READ_CASES),
    "case_list": of(V.READ_CASES),
    "case_timeline": on_case(V.READ_CASES),
    "evidence_list": on_case(V.READ_CASES),
    "card_list": of(V.FILE_CARD),
    "customer_list": of(V.ADD_CUSTOMER),
    "customer_options": of(V.FILE_CARD, V.ADD_CUSTOMER),
    "card_clocks": of(V.FILE_CARD),
    "letters": of(V.MANAGE_ACCOUNTS),
    "account_list": of(V.MANAGE_ACCOUNTS),
    "account": of(V.MANAGE_ACCOUNTS, V.READ_ROLE_CHANGES),
    "role_changes": of(V.READ_ROLE_CHANGES, V.MANAGE_ACCOUNTS),
    "regulation_list": of(V.READ_REGULATION),
    "regulation_compare": of(V.READ_REGULATION),
    "clause": of(V.READ_REGULATION),
    "regulation_version": of(V.READ_REGULATION),
    "repeat_job": of(V.REPEAT_JOB),
    "assess_page": of(V.ASSESS),
    "assess_attendance_page": of(V.ASSESS),
    "report_list": of(V.READ_REPORTS),
    "report": of(V.READ_REPORTS),
    "ledger_check": of(V.READ_REPORTS),
    "notice_list": of(V.READ_NOTICES),
    "bonus_notice": Rule(others="bonus notice"),
    "notice": of(V.READ_NOTICES, others="notice"),
    "settlement_list": of(V.SETTLE, V.CONFIRM_SETTLEMENT),
    "claim_list": of(V.CLAIM, V.CONFIRM_RECEIPT),
    "breach_list": of(V.READ_CASES, V.CONFIRM_SALES_FINE, V.CONFIRM_TECH_FINE, V.WAIVE_BREACH),
    "ledger": of(V.READ_LEDGER),
    "ledger_entry": of(V.READ_LEDGER, others="entry"),
    "preview_triage": on_case(V.TRIAGE),
    "preview_determination": on_case(V.PROPOSE_DETERMINATION),
    "preview_settlement": on_case(V.SETTLE),
    "print_card": on_case(found_first=True),
    "opinion_sheet": on_case(V.READ_CASES),
    # the card
    "card_new": of(V.FILE_CARD),
    "card_draft": of(V.FILE_CARD),
    "save_card_draft": of(V.FILE_CARD),
    "delete_card_draft": of(V.FILE_CARD),
    "decline_card_draft": of(V.FILE_CARD),
    "amend_card": on_case(V.AMEND_CARD),
    "answer_amendment": on_case(V.ANSWER_AMENDMENT),
    "withdraw_card": on_case(V.WITHDRAW_CARD),
    "reassign_card": on_case(V.REASSIGN_CARD),
    "acknowledge_receipt": on_case(V.ACKNOWLEDGE_RECEIPT),
    "add_customer": of(V.ADD_CUSTOMER),
    "update_customer": of(V.ADD_CUSTOMER),
    "remind": on_case(V.REMIND),
    # triage to reply
    "triage_case": on_case(V.TRIAGE),
    "mark_extra_major": on_case(V.MARK_EXTRA_MAJOR),
    "waive_breach": on_case(V.WAIVE_BREACH),
    "report_misreport": on_case(V.REPORT_MISREPORT),
    "decide_misreport": on_case(V.CONFIRM_MISREPORT),
    "annul_misreport": on_case(V.ANNUL_MISREPORT),
    "propose_team": on_case(V.PROPOSE_TEAM),
    "waive_site_visit": on_case(V.PROPOSE_TEAM),
    "decide_team": on_case(V.APPROVE_TEAM),
    "file_site_report": on_case(V.INVESTIGATE, found_first=True),
    "add_evidence": on_case(V.ADD_EVIDENCE, found_first=True),
    "draft_opinion": on_case(V.DRAFT_OPINION),
    "submit_opinion": on_case(V.DRAFT_OPINION),
    "recall_opinion": Rule((V.DRAFT_OPINION,), is_of_case=True, may_be_refused=True),
    "decide_step": on_case(V.DECIDE_OPINION),
    "acknowledge_step": on_case(V.DECIDE_OPINION),
    "record_meeting_decision": on_case(V.DECIDE_OPINION),
    "issue_reply": on_case(V.ISSUE_REPLY),
    "record_delivery": on_case(V.RECORD_DELIVERY),
    # liability
    # of the units' heads only those who sign
    "record_inbound_acceptance": Rule((V.RECORD_SIGN_OFF,), is_of_case=True, may_be_refused=True),
    "record_sign_off": Rule((V.RECORD_SIGN_OFF,), is_of_case=True, may_be_refused=True),
    "propose_determination": on_case(V.PROPOSE_DETERMINATION),
    "confirm_determination": on_case(V.CONFIRM_DETERMINATION),
    "override_determination": on_case(V.OVERRIDE_DETERMINATION),
    "confirm_finding": on_case(V.CONFIRM_FINDING),
    "propose_delay_finding": on_case(V.PROPOSE_DETERMINATION),
    "decide_delay_finding": on_case(V.CONFIRM_DETERMINATION, V.CONFIRM_FINDING),
    "approve_goodwill": on_case(V.APPROVE_GOODWILL),
    # money
    "agree_settlement": on_case(V.SETTLE),
    "execute_settlement": on_case(V.SETTLE),
    "confirm_settlement": on_case(V.CONFIRM_SETTLEMENT),
    "cancel_settlement": on_case(V.SETTLE),
    "record_expense": on_case(V.RECORD_EXPENSE, found_first=True),
    "cancel_expense": on_case(V.RECORD_EXPENSE),
    "open_claim": on_case(V.CLAIM),
    "record_receipt": on_case(V.CLAIM),
    "close_claim": on_case(V.CLAIM),
    "confirm_receipt": on_case(V.CONFIRM_RECEIPT),
    "confirm_fine": on_case(V.CONFIRM_TECH_FINE),
    "close_case": on_case(V.CLOSE_CASE),
    "export_ledger": of(V.EXPORT_LEDGER),
    "reverse_entry": of(V.REVERSE_ENTRY),
    "check_books": of(V.READ_REPORTS),
    "issue_month_report": of(V.ISSUE_REPORT),
    "sign_report": of(V.SIGN_REPORT),
    "answer_notice": of(V.ANSWER_NOTICE, others="own notice"),
    "answer_objection": of(V.ANSWER_OBJECTION),
    "record_deduction": of(V.RECORD_DEDUCTION),
    # attendance
    **dict.fromkeys(
        ["attendance", "attendance_department", "attendance_sheet", "attendance_turn", "print_attendance", "request_list"],
        of(V.READ_STAFF),
    ),
    **dict.fromkeys(["ask_leave", "ask_field", "ask_correction"], of(V.ASK_LEAVE)),
    **dict.fromkeys(["decide_request", "revoke_request", "decide_missing_punch"], of(V.DECIDE_LEAVE)),
    "substitution_list": of(V.READ_STAFF),
    **dict.fromkeys(["name_substitute", "end_substitution"], of(V.NAME_SUBSTITUTE)),
    "withdraw_request": of(V.ASK_LEAVE, others="own month"),
    **dict.fromkeys(["record_conduct", "withdraw_conduct"], of(V.RECORD_CONDUCT)),
    **dict.fromkeys(["report_clock_failure", "withdraw_clock_failure"], of(V.REPORT_CLOCK_FAILURE)),
    "object_attendance": of(V.OBJECT_ATTENDANCE, others="own month"),
    "answer_attendance": of(V.ANSWER_ATTENDANCE),
    "withdraw_demerit": of(V.WITHDRAW_DEMERIT),
    "decide_staff_proposal": of(V.DECIDE_STAFF_PROPOSAL),
    "close_attendance": of(V.CLOSE_ATTENDANCE),
    "export_attendance": of(V.READ_WAGES),
    # rules and accounts
    "regulation_draft": of(V.DRAFT_AFTER_SALES_RULES),
    "regulation_edit": of(V.DRAFT_AFTER_SALES_RULES),
    "regulation_enact": of(V.ENACT_AFTER_SALES_RULES),
    **dict.fromkeys(
        ["open_account", "change_account", "grant_role", "revoke_role", "deactivate_account", "reactivate_account", "reset_password"],
        of(V.MANAGE_ACCOUNTS),
    ),
    # field work
    **dict.fromkeys(
        ["dispatch_list", "dispatch", "print_dispatch", "daily_report_list", "feedback_list", "plan_list", "plan", "visit_due_list", "visit_list", "customer_profile"],
        of(V.READ_FIELD_WORK),
    ),
    **dict.fromkeys(["give_dispatch", "cancel_dispatch", "give_errand"], of(V.DISPATCH)),
    # of those who do field work only the one it was given to
    **dict.fromkeys(
        ["accept_dispatch", "arrive_at_customer", "record_service", "finish_dispatch", "finish_errand"],
        Rule((V.DO_DISPATCH,), may_be_refused=True),
    ),
    "write_opinion_sheet": of(V.DO_DISPATCH),
    "kept_pages": of(V.WRITE_DAILY_REPORT),
    "file_daily_report": of(V.WRITE_DAILY_REPORT),
    "submit_plan": of(V.WRITE_PLAN),
    "decide_plan": of(V.DECIDE_PLAN),
    "keep_profile": of(V.KEEP_PROFILE),
    "record_visit": of(V.RECORD_VISIT),
    "collection_list": of(V.READ_COLLECTIONS),
    "record_collection": of(V.RECORD_COLLECTION),
    "confirm_collection": of(V.CONFIRM_RECEIPT),
    # appraisal
    **dict.fromkeys(["appraisal", "appraisal_month", "appraisal_year", "appraisal_sheet", "print_appraisal"], of(V.READ_STAFF)),
    # of those who may, only the person, and whoever answers for the person
    "write_self_view": Rule((V.WRITE_SELF_VIEW,), may_be_refused=True),
    "score_appraisal": Rule((V.SCORE_APPRAISAL,), may_be_refused=True),
    "countersign_appraisal": Rule((V.COUNTERSIGN_APPRAISAL,), may_be_refused=True),
    "record_complaint": of(V.RECORD_COMPLAINT),
    "verify_complaint": of(V.VERIFY_COMPLAINT),
    "record_merit": of(V.RECORD_MERIT),
    # handover
    "handover_list": of(V.READ_HANDOVER),
    **dict.fromkeys(["handover", "print_handover"], of(V.READ_HANDOVER, others="handover")),
    "open_handover": of(V.OPEN_HANDOVER),
    **dict.fromkeys(["appoint_receiver", "cancel_handover"], of(V.OPEN_HANDOVER, others="handover")),
    "complete_handover": of(V.COMPLETE_HANDOVER, others="handover"),
    "excuse_item": of(V.EXCUSE_HANDOVER, others="handover"),
    # of those who see it only the person, whoever arranges it, and who receives
    **dict.fromkeys(
        ["add_handover_item", "hand_over_items", "receive_items"],
        Rule((V.HAND_OVER, V.RECEIVE_HANDOVER), others="handover", may_be_refused=True),
    ),
    "api_handovers": of(V.READ_HANDOVER),
    # the service staff
    "employee_list": of(V.READ_STAFF),
    "employee": of(V.READ_STAFF),
    **dict.fromkeys(
        ["add_employee", "change_employee", "set_wage", "withdraw_wage", "correct_wage", "enter_demerit", "correct_leaving"],
        of(V.MANAGE_EMPLOYEES),
    ),
    **dict.fromkeys(
        ["assign_roster", "roster_list", "roster", "add_roster", "set_week", "retire_roster", "work_calendar", "set_calendar_day"],
        of(V.MANAGE_SCHEDULE),
    ),
    **dict.fromkeys(
        ["punch_imports", "punch_import", "punch_import_progress", "upload_punches", "take_punches", "drop_punches"],
        of(V.IMPORT_PUNCHES),
    ),
    # reads by program; an act by program follows the rule of its page
    "api_cases": of(V.READ_CASES),
    "api_case": on_case(V.READ_CASES),
    "api_cards": of(V.READ_CASES),
    "api_customers": of(V.FILE_CARD, V.ADD_CUSTOMER),
    "api_case_liability": on_case(V.READ_CASES),
    "api_case_money": on_case(V.READ_CASES, V.CONFIRM_RECEIPT),
    "api_assessments": of(V.ASSESS),
    "api_attendance_assessments": of(V.ASSESS),
    "api_employees": of(V.READ_STAFF),
    **dict.fromkeys(
        [
            "api_dispatches", "api_service_records", "api_opinion_sheets", "api_daily_reports", "api_plans", "api_visits",
            "api_customer_profiles",
        ],
        of(V.READ_FIELD_WORK),
    ),
    "api_collections": of(V.READ_COLLECTIONS),
    **dict.fromkeys(["api_complaints", "api_appraisals"], of(V.READ_STAFF)),
    "api_punch_import_rows": of(V.IMPORT_PUNCHES),
    "api_ledger": of(V.READ_LEDGER),
    "api_ledger_entry": of(V.READ_LEDGER, others="entry"),
    "api_settlements": of(V.SETTLE, V.CONFIRM_SETTLEMENT),
    "api_claims": of(V.CLAIM, V.CONFIRM_RECEIPT),
    "api_breaches": of(V.CONFIRM_SALES_FINE, V.CONFIRM_TECH_FINE, V.WAIVE_BREACH),
    "api_reports": of(V.READ_REPORTS),
    "api_report": of(V.READ_REPORTS),
    "api_notices": of(V.READ_NOTICES),
    "api_notice": of(V.READ_NOTICES, others="notice"),
    "api_regulation_list": of(V.READ_REGULATION),
    "api_regulation_version": of(V.READ_REGULATION),
}
READS_ALL_CASES = SALES | TECH | LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.AUDITOR}


def rule_of(name: str) -> Rule:
    """The rule of an address; an act by program has that of its page. KeyError for one nobody has thought about."""
    return RULES[name] if name in RULES else RULES[name.removeprefix("api_")]


def all_addresses(is_api: bool) -> dict[str, set[str]]:
    """Every named address outside the admin with the names of what it takes."""
    found = {}
    for pattern, name in _walk(get_resolver().url_patterns, ""):
        if name.startswith("api_") == is_api:
            found[name] = set(pattern.pattern.converters)
    return found


def _walk(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name below {above}: {pattern.pattern}"
            yield pattern, pattern.name
        elif pattern.namespace != "admin":
            yield from _walk(pattern.url_patterns, above + str(pattern.pattern))


def expected(user: User, name: str) -> int:
    """403, 404, or 200 for anything an allowed person may be answered."""
    rule = rule_of(name)
    is_allowed = not rule.verbs or any(user.roles & PERMISSIONS[verb] for verb in rule.verbs)
    is_found = not rule.is_of_case or sees_case(user, name)
    if rule.is_found_first and not is_found:
        return 404
    if not is_allowed:
        return 403
    return 200 if is_found and is_theirs(user, rule.others) else 404


def fits(status: int, user: User, name: str) -> bool:
    """Whoever may come in may still be told that something is missing or out of step."""
    wanted = expected(user, name)
    if wanted != 200:
        return status == wanted
    refusals = {401, 404} if rule_of(name).may_be_refused else {401, 403, 404}
    return status < 500 and status not in refusals


def sees_case(user: User, name: str) -> bool:
    """Nobody is in a team here; 四抄车间 is concerned by the usual case; 财务 finds the case of its receipt."""
    page = name.removeprefix("api_")
    is_concerned = user.username == "workshop4_head" and case_of(page) == "usual"
    is_receipt = page in {"confirm_receipt", "case_money"} and Role.FINANCE in user.roles
    return bool(user.roles & READS_ALL_CASES) or is_concerned or is_receipt


def case_of(page: str) -> str:
    """Which of the cases an address points to: the one with a claim, the one with a fine, or the usual one."""
    if page in {"confirm_receipt", "record_receipt", "open_claim", "close_claim", "case_money"}:
        return "claim"
    return "fine" if page == "confirm_fine" else "usual"


def is_theirs(user: User, others: str) -> bool:
    """Whether the rows let this person in: the notice and the entry are those of 四抄车间."""
    if others == "bonus notice":
        return bool(user.roles & (LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.FINANCE, Role.HR, Role.AUDITOR}))
    if others == "own month":
        return user.username == "service_engineer"
    if others == "handover":
        sees_people = LEADERS | {Role.HR, Role.AUDITOR, Role.SERVICE_MANAGER}
        return bool(user.roles & sees_people) or user.username in {"service_engineer", "warehouse_head"}
    if others == "own notice":
        return user.username == "workshop4_head"
    if others == "notice":
        return user.username == "workshop4_head" or not user.roles & {Role.UNIT_HEAD, Role.SALES_HEAD}
    return others != "entry" or user.username == "workshop4_head" or Role.UNIT_HEAD not in user.roles


def staff_places(world: World, now: datetime) -> dict[str, Any]:
    """An employee everybody with the verb may see, the engineer; a roster; a file that waits to be decided on."""
    engineer = employed(world, "0312", "王海涛", "service_engineer")
    upload = waiting_upload(world.hr, now)
    source = PunchImport.objects.create(
        file=upload, sha256=upload.file_id, state=ImportState.READ, uploaded_by=world.hr, uploaded_at=now
    )
    wage = Wage.objects.create(employee=engineer, effective_from=date(2026, 1, 1), monthly=Decimal("5220.00"))
    return {"employee_id": engineer.pk, "wage_id": wage.pk, "roster_id": office_week(world).pk, "import_id": source.pk}


class Places:
    """A mill after its first sealed month, and for each address something it may point to."""

    def __init__(self, world: World, now: datetime) -> None:
        settled, _, claimed, late = october(world)
        issued(world)
        report = signed(world)
        self.world, self.now = world, now
        breach = late_card(settled, world)
        receipt = claimed.claims.get().receipts.get()
        entry = LedgerEntry.objects.filter(unit__code="workshop_4").order_by("sequence").first()
        assert entry is not None
        notice_no = report.notices.get(unit__code="workshop_4").number
        self.numbers: dict[str, Any] = {
            "label": "2026-10",
            "sequence": entry.sequence,
            "code": "P-试行",
            "clause_id": "P.二.1",
            "breach_id": breach.pk,
            "ordinal": 1,
            "receipt_id": receipt.pk,
            "fine_id": late.fines.get().pk,
            **staff_places(world, now),
            "misreport_id": self._misreport(settled).pk,
        }
        self.notice_no = notice_no
        self.staff = attendance_places(world)
        self.field = FieldPlaces(world, now)
        self.numbers |= self.field.numbers | appraisal_places(world, settled)
        self.handover_no = handover_place(world, now).number
        self.cases: dict[str, Case] = {"claim": claimed, "fine": late, "usual": settled}

    def _misreport(self, case: Case) -> Misreport:
        """Of a member without an account, so that nobody sees the case by membership; another's is confirmed and told."""
        team = give_team(case, self.world)
        team.members.update(user=None)
        facts = {"case": case, "told": "与样纸不符", "fact_on": local_day(case.filed_at), "reported_at": self.now}
        open_one, told = (
            Misreport.objects.create(member=member, reported_by=self.world.tech_head, **facts)
            for member in team.members.all()
        )
        Misreport.objects.filter(pk=told.pk).update(state="confirmed", decided_by=self.world.deputy_gm, decided_at=self.now)
        report = MonthReport.objects.get(month="2026-10-01")
        [notice] = release_bonus_notices(report=report, by=self.world.enterprise_management, at=self.now)
        self.bonus_notice_no = notice.number
        self.found_misreport = told.pk
        return open_one

    def address(self, name: str, takes: set[str], user: User) -> str:
        """An address of this name that leads somewhere, to a thing of this person's where things are personal."""
        asked = "?before=P-试行&after=P-试行" if name == "regulation_compare" else ""
        return reverse(name, kwargs={one: self._value(name, one, user) for one in takes}) + asked

    def _value(self, name: str, one: str, user: User) -> Any:
        page = name.removeprefix("api_")
        if page == "bonus_notice":
            return self.bonus_notice_no
        if page == "annul_misreport" and one == "misreport_id":
            return self.found_misreport
        if page in OF_ATTENDANCE and one in self.staff:
            return self.staff[one]
        if page in OF_APPRAISAL and one == "number":
            return self.staff["number"]
        if one == "number":
            if page in OF_HANDOVER:
                return self.handover_no
            if "dispatch" in page or page in {"arrive_at_customer", "record_service"}:
                return self.field.order_no
            return self.notice_no if "notice" in page or page in {"answer_objection", "record_deduction"} else self.cases[case_of(page)].number
        if one != "pk":
            return self.numbers[one]
        if "job" in page:
            return request_job(kind="card_sheet", key="", title="表", arguments={}, by=user, at=self.now).pk
        if "file" in page:
            return waiting_upload(user, self.now).pk
        if page == "open_message":
            key = str(uuid.uuid4())
            return InboxMessage.objects.create(user=user, key=key, title="轮到您", created_at=self.now).pk
        if "draft" in page:
            return self._draft(user)
        return self.world.customer.pk if "customer" in page else self.world.users["hr"].pk

    def _draft(self, user: User) -> uuid.UUID:
        return CardDraft.objects.create(owner=user, saved_at=self.now).pk


def who_may(page: Any) -> str:
    """Somebody who may do the act of this page."""
    return next(name for name, (role, _, _) in PEOPLE.items() if role in PERMISSIONS[page.verb])
