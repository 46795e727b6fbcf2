"""The one permission table: who may do what. Fails closed: a verb not in the table is nobody's.

Which rows a person sees is the selectors' matter (each app's `visible_to`); this table says what a role may do at all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponseBase

from yibin_service.foundation.acts.errors import NotAllowed

from .models import User
from .roles import LEADERS, SALES, SERVICE, TECH, Role


class Verb(TextChoices):
    READ_CASES = "read_cases", "看案件"
    READ_LEDGER = "read_ledger", "看台账"
    READ_REPORTS = "read_reports", "看月报"
    READ_NOTICES = "read_notices", "看扣减通知单"
    READ_REGULATION = "read_regulation", "看制度参数"
    READ_ROLE_CHANGES = "read_role_changes", "看岗位变动"
    ASSESS = "assess", "试算"
    EXPORT_LEDGER = "export_ledger", "导出台账"
    FILE_CARD = "file_card", "填报信息卡"
    AMEND_CARD = "amend_card", "更正信息卡"
    ANSWER_AMENDMENT = "answer_amendment", "答复时间更正"
    WITHDRAW_CARD = "withdraw_card", "撤回信息卡"
    REASSIGN_CARD = "reassign_card", "转交信息卡"
    ADD_CUSTOMER = "add_customer", "新增客户"
    ACKNOWLEDGE_RECEIPT = "acknowledge_receipt", "收卡"
    TRIAGE = "triage", "分级"
    MARK_EXTRA_MAJOR = "mark_extra_major", "定为特别重大"
    PROPOSE_TEAM = "propose_team", "提出服务小组"
    APPROVE_TEAM = "approve_team", "批准服务小组"
    INVESTIGATE = "investigate", "现场调查"
    ADD_EVIDENCE = "add_evidence", "补充证据"
    RECORD_EXPENSE = "record_expense", "登记费用"
    RECORD_SIGN_OFF = "record_sign_off", "登记交接与汇签"
    PROPOSE_DETERMINATION = "propose_determination", "提出责任认定"
    CONFIRM_DETERMINATION = "confirm_determination", "确认责任认定"
    OVERRIDE_DETERMINATION = "override_determination", "人工认定"
    CONFIRM_FINDING = "confirm_finding", "确认失误、强制发运与耽误"
    APPROVE_GOODWILL = "approve_goodwill", "批准善意补偿"
    DRAFT_OPINION = "draft_opinion", "起草处理意见"
    DECIDE_OPINION = "decide_opinion", "审批或阅示处理意见"
    REMIND = "remind", "催办"
    ISSUE_REPLY = "issue_reply", "答复客户"
    RECORD_DELIVERY = "record_delivery", "登记答复送达"
    SETTLE = "settle", "办理退赔换结算"
    CONFIRM_SETTLEMENT = "confirm_settlement", "确认结算"
    CLAIM = "claim", "向承运单位索赔"
    CONFIRM_RECEIPT = "confirm_receipt", "确认到账"
    WAIVE_BREACH = "waive_breach", "豁免超期"
    REPORT_MISREPORT = "report_misreport", "提出弄虚作假"
    CONFIRM_MISREPORT = "confirm_misreport", "核实弄虚作假"
    ANNUL_MISREPORT = "annul_misreport", "撤销弄虚作假的认定"
    CONFIRM_SALES_FINE = "confirm_sales_fine", "确认销售处罚款"
    CONFIRM_TECH_FINE = "confirm_tech_fine", "确认技术中心罚款"
    REVERSE_ENTRY = "reverse_entry", "红冲"
    CLOSE_CASE = "close_case", "结案"
    ISSUE_REPORT = "issue_report", "签发月报"
    SIGN_REPORT = "sign_report", "签收月报"
    ANSWER_NOTICE = "answer_notice", "认领通知单"
    ANSWER_OBJECTION = "answer_objection", "答复异议"
    RECORD_DEDUCTION = "record_deduction", "登记扣减"
    DRAFT_AFTER_SALES_RULES = "draft_after_sales_rules", "起草售后制度版本"
    ENACT_AFTER_SALES_RULES = "enact_after_sales_rules", "颁布售后制度版本"
    DRAFT_STAFF_RULES = "draft_staff_rules", "起草人员制度版本"
    ENACT_STAFF_RULES = "enact_staff_rules", "颁布人员制度版本"
    MANAGE_MASTER_DATA = "manage_master_data", "维护基础资料"
    MANAGE_ACCOUNTS = "manage_accounts", "维护账号"
    READ_STAFF = "read_staff", "看人员与考勤"
    READ_WAGES = "read_wages", "看工资"
    MANAGE_EMPLOYEES = "manage_employees", "维护员工档案"
    MANAGE_SCHEDULE = "manage_schedule", "排班"
    IMPORT_PUNCHES = "import_punches", "导入打卡"
    ASK_LEAVE = "ask_leave", "请假、补卡与外勤申请"
    DECIDE_LEAVE = "decide_leave", "审批请假、补卡与外勤"
    NAME_SUBSTITUTE = "name_substitute", "指定代办人"
    RECORD_CONDUCT = "record_conduct", "登记离岗与失联"
    REPORT_CLOCK_FAILURE = "report_clock_failure", "登记与撤回考勤机故障"
    OBJECT_ATTENDANCE = "object_attendance", "对考勤提异议"
    ANSWER_ATTENDANCE = "answer_attendance", "答复考勤异议"
    CLOSE_ATTENDANCE = "close_attendance", "考勤关账"
    WITHDRAW_DEMERIT = "withdraw_demerit", "撤销行政记大过"
    DECIDE_STAFF_PROPOSAL = "decide_staff_proposal", "决定人事建议"
    READ_FIELD_WORK = "read_field_work", "看派工、计划与回访"
    WRITE_DAILY_REPORT = "write_daily_report", "写日报"
    DISPATCH = "dispatch", "派工与交办"
    DO_DISPATCH = "do_dispatch", "办理派工"
    WRITE_PLAN = "write_plan", "写周计划"
    DECIDE_PLAN = "decide_plan", "审批周计划"
    KEEP_PROFILE = "keep_profile", "填客户资料卡"
    RECORD_VISIT = "record_visit", "登记回访"
    RECORD_COLLECTION = "record_collection", "登记代收货款"
    READ_COLLECTIONS = "read_collections", "看代收货款"
    WRITE_SELF_VIEW = "write_self_view", "写月度自评"
    SCORE_APPRAISAL = "score_appraisal", "月度考核评分"
    COUNTERSIGN_APPRAISAL = "countersign_appraisal", "月度考核会签"
    RECORD_COMPLAINT = "record_complaint", "登记客户投诉"
    VERIFY_COMPLAINT = "verify_complaint", "核实客户投诉"
    RECORD_MERIT = "record_merit", "登记培训、意愿与奖励"
    READ_HANDOVER = "read_handover", "看工作移交"
    OPEN_HANDOVER = "open_handover", "开立和安排工作移交"
    HAND_OVER = "hand_over", "移交"
    RECEIVE_HANDOVER = "receive_handover", "接收移交"
    EXCUSE_HANDOVER = "excuse_handover", "批准不移交"
    COMPLETE_HANDOVER = "complete_handover", "完成工作移交"
    REPEAT_JOB = "repeat_job", "重新执行后台工作"


EM = Role.ENTERPRISE_MANAGEMENT
CASE_READERS = SALES | TECH | LEADERS | {Role.MEETING_SECRETARY, Role.UNIT_HEAD, EM, Role.AUDITOR}
TEAM_FIELDS = TECH | {Role.SERVICE_ENGINEER, Role.SERVICE_MANAGER, Role.UNIT_HEAD, *SALES}

# A member of a case's service team holds INVESTIGATE and ADD_EVIDENCE for that case (cases.selectors asks for both).
PERMISSIONS: dict[Verb, frozenset[Role]] = {
    Verb.READ_CASES: frozenset(CASE_READERS | {Role.SERVICE_ENGINEER, Role.SERVICE_MANAGER}),
    Verb.READ_LEDGER: frozenset(SALES | TECH | LEADERS | {EM, Role.UNIT_HEAD, Role.FINANCE, Role.AUDITOR}),
    Verb.READ_REPORTS: frozenset(TECH | LEADERS | {EM, Role.AUDITOR, Role.FINANCE}),
    Verb.READ_NOTICES: frozenset(
        TECH | LEADERS | {EM, Role.SALES_HEAD, Role.UNIT_HEAD, Role.FINANCE, Role.AUDITOR}
    ),
    Verb.READ_REGULATION: frozenset(set(Role) - {Role.ADMIN}),
    Verb.READ_ROLE_CHANGES: frozenset({EM, Role.AUDITOR, Role.ADMIN}),
    Verb.ASSESS: frozenset(set(Role) - {Role.ADMIN}),
    Verb.EXPORT_LEDGER: frozenset(SALES | TECH | LEADERS | {EM, Role.UNIT_HEAD, Role.FINANCE, Role.AUDITOR}),
    Verb.FILE_CARD: SALES,
    Verb.AMEND_CARD: SALES,
    Verb.ANSWER_AMENDMENT: TECH,
    Verb.WITHDRAW_CARD: frozenset({Role.SALES_HEAD}),
    Verb.REASSIGN_CARD: frozenset({Role.SALES_HEAD}),
    Verb.ADD_CUSTOMER: SALES,
    Verb.ACKNOWLEDGE_RECEIPT: TECH,
    Verb.TRIAGE: TECH,
    Verb.MARK_EXTRA_MAJOR: LEADERS,
    Verb.PROPOSE_TEAM: TECH,
    Verb.APPROVE_TEAM: frozenset({Role.DEPUTY_GM}),
    Verb.INVESTIGATE: TECH,
    Verb.ADD_EVIDENCE: frozenset(TECH | SALES),
    Verb.RECORD_EXPENSE: TECH,
    Verb.RECORD_SIGN_OFF: frozenset(TECH | {Role.UNIT_HEAD}),
    Verb.PROPOSE_DETERMINATION: TECH,
    Verb.CONFIRM_DETERMINATION: frozenset({Role.TECH_HEAD}),
    Verb.OVERRIDE_DETERMINATION: frozenset({Role.TECH_HEAD}),
    Verb.CONFIRM_FINDING: frozenset({Role.DEPUTY_GM}),
    Verb.APPROVE_GOODWILL: frozenset({Role.DEPUTY_GM}),
    Verb.DRAFT_OPINION: TECH,
    Verb.DECIDE_OPINION: frozenset(LEADERS | {Role.MEETING_SECRETARY}),
    Verb.REMIND: frozenset(set(Role) - {Role.ADMIN, Role.AUDITOR}),
    Verb.ISSUE_REPLY: TECH,
    Verb.RECORD_DELIVERY: frozenset(SALES | TECH),
    Verb.SETTLE: SALES,
    Verb.CONFIRM_SETTLEMENT: SALES,
    Verb.CLAIM: SALES,
    Verb.CONFIRM_RECEIPT: frozenset({Role.FINANCE}),
    Verb.WAIVE_BREACH: frozenset({Role.DEPUTY_GM}),
    Verb.REPORT_MISREPORT: frozenset(TECH | {Role.SALES_HEAD, Role.SERVICE_MANAGER, Role.UNIT_HEAD}),
    Verb.CONFIRM_MISREPORT: frozenset({Role.DEPUTY_GM}),
    Verb.ANNUL_MISREPORT: frozenset({Role.DEPUTY_GM}),
    Verb.CONFIRM_SALES_FINE: frozenset({Role.TECH_HEAD}),
    Verb.CONFIRM_TECH_FINE: frozenset({EM}),
    Verb.REVERSE_ENTRY: frozenset({Role.TECH_HEAD}),
    Verb.CLOSE_CASE: frozenset({Role.TECH_HEAD}),
    Verb.ISSUE_REPORT: frozenset({Role.TECH_HEAD}),
    Verb.SIGN_REPORT: frozenset({EM}),
    Verb.ANSWER_NOTICE: frozenset({Role.UNIT_HEAD, Role.SALES_HEAD, Role.TECH_HEAD}),
    Verb.ANSWER_OBJECTION: TECH,
    Verb.RECORD_DEDUCTION: frozenset({EM}),
    Verb.DRAFT_AFTER_SALES_RULES: frozenset({EM}),
    Verb.ENACT_AFTER_SALES_RULES: frozenset({Role.DEPUTY_GM}),
    Verb.DRAFT_STAFF_RULES: frozenset({Role.SERVICE_MANAGER}),
    Verb.ENACT_STAFF_RULES: frozenset({Role.GENERAL_MANAGER}),
    Verb.MANAGE_MASTER_DATA: frozenset({Role.ADMIN}),
    Verb.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Verb.READ_STAFF: frozenset(SERVICE | LEADERS | {Role.HR, Role.AUDITOR}),
    Verb.READ_WAGES: frozenset({Role.HR, Role.SERVICE_MANAGER}),
    Verb.MANAGE_EMPLOYEES: frozenset({Role.HR}),
    Verb.MANAGE_SCHEDULE: frozenset({Role.HR, Role.SERVICE_MANAGER}),
    Verb.IMPORT_PUNCHES: frozenset({Role.HR, Role.SERVICE_MANAGER}),
    Verb.ASK_LEAVE: SERVICE,
    Verb.DECIDE_LEAVE: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.NAME_SUBSTITUTE: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.RECORD_CONDUCT: frozenset({Role.SERVICE_MANAGER}),
    Verb.REPORT_CLOCK_FAILURE: frozenset({Role.SERVICE_MANAGER, Role.HR, Role.DEPUTY_GM}),
    Verb.OBJECT_ATTENDANCE: SERVICE,
    Verb.ANSWER_ATTENDANCE: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.CLOSE_ATTENDANCE: frozenset({Role.HR}),
    Verb.WITHDRAW_DEMERIT: frozenset({Role.DEPUTY_GM}),
    Verb.DECIDE_STAFF_PROPOSAL: frozenset({Role.GENERAL_MANAGER}),
    Verb.READ_FIELD_WORK: frozenset(SERVICE | LEADERS | {Role.AUDITOR}),
    Verb.WRITE_DAILY_REPORT: SERVICE,
    Verb.DISPATCH: frozenset({Role.SERVICE_MANAGER}),
    Verb.DO_DISPATCH: SERVICE,
    Verb.WRITE_PLAN: SERVICE,
    Verb.DECIDE_PLAN: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.KEEP_PROFILE: SERVICE,
    Verb.RECORD_VISIT: SERVICE,
    Verb.RECORD_COLLECTION: SERVICE,
    Verb.READ_COLLECTIONS: frozenset(SERVICE | LEADERS | {Role.FINANCE, Role.AUDITOR}),
    Verb.WRITE_SELF_VIEW: SERVICE,
    Verb.SCORE_APPRAISAL: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.COUNTERSIGN_APPRAISAL: frozenset({Role.DEPUTY_GM, Role.HR}),
    Verb.RECORD_COMPLAINT: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.VERIFY_COMPLAINT: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.RECORD_MERIT: frozenset({Role.SERVICE_MANAGER, Role.HR}),
    # Anybody may have to hand over or to receive; whose turn it is, the rows say.
    Verb.READ_HANDOVER: frozenset(set(Role) - {Role.ADMIN}),
    Verb.OPEN_HANDOVER: frozenset({Role.SERVICE_MANAGER, Role.HR, Role.DEPUTY_GM}),
    Verb.HAND_OVER: frozenset(set(Role) - {Role.ADMIN}),
    Verb.RECEIVE_HANDOVER: frozenset(set(Role) - {Role.ADMIN}),
    Verb.EXCUSE_HANDOVER: frozenset({Role.SERVICE_MANAGER, Role.DEPUTY_GM}),
    Verb.COMPLETE_HANDOVER: frozenset({Role.SERVICE_MANAGER, Role.HR, Role.DEPUTY_GM}),
    # One's own work alone; whether the post still allows it, JOB_REPEATS in the settings is asked.
    Verb.REPEAT_JOB: frozenset(set(Role) - {Role.ADMIN}),
}


def may(user: User, verb: Verb) -> bool:
    """Whether a role held now includes the verb."""
    return bool(PERMISSIONS.get(verb, frozenset()) & user.roles)


def require(user: User, verb: Verb) -> None:
    """Raise NotAllowed, naming who may, unless a role held now includes the verb."""
    if not may(user, verb):
        who = "、".join(str(role.label) for role in Role if role in PERMISSIONS.get(verb, frozenset()))
        raise NotAllowed(f"「{verb.label}」由{who or '无人'}办理，您的岗位不含这一项")


View = Callable[..., HttpResponseBase]


def permitted(*verbs: Verb) -> Callable[[View], View]:
    """Guard a page: the person needs one of the verbs. The table of addresses is tested against this mark."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User) or not any(may(user, verb) for verb in verbs):
                raise NotAllowed(f"「{verbs[0].label}」不在您的岗位之内")
            return view(request, *args, **kwargs)

        guarded.required_verbs = verbs  # type: ignore[attr-defined]
        return guarded

    return guard
