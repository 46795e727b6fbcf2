"""The menus: which pages stand where for which role, and which verb opens each.

An item shows when its URL name resolves and the permission table allows one of its verbs (an item without verbs is
everybody's). A person with several roles has the menu of the first one and the other roles' items after it.
"""

from dataclasses import dataclass

from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.access.roles import Role


@dataclass(frozen=True)
class Page:
    """A page of the menu: its URL name, outline and the verbs that open it."""

    url_name: str
    icon: str
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A page at its place in a role's menu, under the name this role calls it by."""

    group: str
    name: str
    page: Page


WORKBENCH = Page("workbench", "layout-dashboard")
CASES = Page("case_list", "file-description", (Verb.READ_CASES,))
MY_CARDS = Page("card_list", "file-description", (Verb.FILE_CARD,))
NEW_CARD = Page("card_new", "camera-plus", (Verb.FILE_CARD,))
SETTLEMENTS = Page("settlement_list", "arrows-exchange", (Verb.SETTLE, Verb.CONFIRM_SETTLEMENT))
CUSTOMERS = Page("customer_list", "users", (Verb.ADD_CUSTOMER,))
MEASURES = Page("measure_list", "tool", (Verb.READ_CASES,))
TEAMS = Page("team_list", "users-group", (Verb.PROPOSE_TEAM, Verb.APPROVE_TEAM))
CLAIMS = Page("claim_list", "truck-delivery", (Verb.CLAIM, Verb.CONFIRM_RECEIPT))
BREACHES = Page(
    "breach_list", "gavel", (Verb.READ_CASES, Verb.CONFIRM_SALES_FINE, Verb.CONFIRM_TECH_FINE, Verb.WAIVE_BREACH)
)
LEDGER = Page("ledger", "book", (Verb.READ_LEDGER,))
LEDGER_CHECK = Page("ledger_check", "shield-check", (Verb.READ_LEDGER,))
REPORTS = Page("report_list", "report-money", (Verb.READ_REPORTS,))
NOTICES = Page("notice_list", "receipt", (Verb.READ_NOTICES,))
ANALYSIS = Page("analysis", "chart-histogram", (Verb.READ_CASES,))
BULLETINS = Page("bulletin_list", "news")
ARCHIVE = Page("archive", "archive", (Verb.READ_CASES,))
REGULATION = Page("regulation_list", "scale", (Verb.READ_REGULATION,))
ASSESS = Page("assess_page", "calculator", (Verb.ASSESS,))
ROLE_CHANGES = Page("role_changes", "history", (Verb.READ_ROLE_CHANGES,))
ACCOUNTS = Page("account_list", "users", (Verb.MANAGE_ACCOUNTS,))
MASTER_DATA = Page("admin:index", "settings", (Verb.MANAGE_MASTER_DATA,))
DISPATCHES = Page("dispatch_list", "tool", (Verb.READ_FIELD_WORK,))
PLANS = Page("plan_list", "calendar-event", (Verb.READ_FIELD_WORK,))
VISITS = Page("visit_due_list", "users", (Verb.READ_FIELD_WORK,))
NEW_REPORT = Page("file_daily_report", "edit", (Verb.WRITE_DAILY_REPORT,))
COLLECTIONS = Page("collection_list", "coin", (Verb.READ_COLLECTIONS,))
ATTENDANCE = Page("attendance", "clock-check")
EMPLOYEES = Page("employee_list", "users", (Verb.READ_STAFF,))
PUNCH_IMPORTS = Page("punch_imports", "file-import", (Verb.IMPORT_PUNCHES,))
ROSTERS = Page("roster_list", "calendar-time", (Verb.MANAGE_SCHEDULE,))
APPRAISAL = Page("appraisal", "clipboard-check", (Verb.READ_STAFF,))
HANDOVERS = Page("handover_list", "arrows-exchange", (Verb.READ_HANDOVER,))
INBOX = Page("inbox", "bell")
ME = Page("me", "user")

DO, BOOKS, LEARN, BASIS, MINE, ADMIN, PEOPLE = "办理", "账与报", "看与学", "依据", "我的", "管理", "人员"

SALES_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "我的信息卡", MY_CARDS),
    Entry(DO, "退赔换结算", SETTLEMENTS),
    Entry(DO, "索赔与追偿", CLAIMS),
    Entry(DO, "客户与回访", CUSTOMERS),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(LEARN, "用户意见档案", ARCHIVE),
    Entry(LEARN, "通报与指南", BULLETINS),
)
SALES_HEAD_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "本处信息卡", MY_CARDS),
    Entry(DO, "案件", CASES),
    Entry(DO, "超期与罚款", BREACHES),
    *SALES_MENU[2:6],
    Entry(BOOKS, "扣减通知单", NOTICES),
    *SALES_MENU[6:],
)
TECH_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "信息卡与案件", CASES),
    Entry(DO, "改进措施", MEASURES),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(BOOKS, "月报", REPORTS),
    Entry(LEARN, "质量分析", ANALYSIS),
    Entry(LEARN, "通报与指南", BULLETINS),
    Entry(BASIS, "制度参数", REGULATION),
    Entry(BASIS, "试算", ASSESS),
)
TECH_HEAD_MENU = (
    *TECH_MENU[:2],
    Entry(DO, "服务小组", TEAMS),
    Entry(DO, "超期与罚款", BREACHES),
    *TECH_MENU[2:5],
    Entry(BOOKS, "扣减通知单", NOTICES),
    *TECH_MENU[5:],
)
LEADER_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "案件", CASES),
    Entry(DO, "超期与豁免", BREACHES),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(BOOKS, "月报", REPORTS),
    Entry(LEARN, "质量分析", ANALYSIS),
    Entry(LEARN, "人员考核", APPRAISAL),
    Entry(LEARN, "工作移交", HANDOVERS),
    Entry(LEARN, "通报", BULLETINS),
    Entry(BASIS, "制度参数", REGULATION),
    Entry(BASIS, "试算", ASSESS),
)
EM_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "扣减通知单", NOTICES),
    Entry(DO, "超期与罚款", BREACHES),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(BOOKS, "月报", REPORTS),
    Entry(BOOKS, "台账校验", LEDGER_CHECK),
    Entry(LEARN, "质量分析", ANALYSIS),
    Entry(LEARN, "通报", BULLETINS),
    Entry(BASIS, "制度参数", REGULATION),
    Entry(BASIS, "试算", ASSESS),
    Entry(BASIS, "岗位变动", ROLE_CHANGES),
)
UNIT_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "本单位案件", CASES),
    Entry(DO, "扣减通知单", NOTICES),
    Entry(DO, "改进措施", MEASURES),
    Entry(BOOKS, "本单位台账", LEDGER),
    Entry(LEARN, "质量分析", ANALYSIS),
    Entry(LEARN, "通报", BULLETINS),
    Entry(BASIS, "制度参数", REGULATION),
)
FINANCE_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "索赔与到账", CLAIMS),
    Entry(DO, "代收货款", COLLECTIONS),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(BOOKS, "月报", REPORTS),
    Entry(BOOKS, "扣减通知单", NOTICES),
    Entry(BASIS, "制度参数", REGULATION),
)
AUDITOR_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "案件", CASES),
    Entry(DO, "超期与罚款", BREACHES),
    Entry(BOOKS, "退赔换台账", LEDGER),
    Entry(BOOKS, "台账校验", LEDGER_CHECK),
    Entry(BOOKS, "月报", REPORTS),
    Entry(BOOKS, "扣减通知单", NOTICES),
    Entry(BASIS, "制度参数", REGULATION),
    Entry(BASIS, "岗位变动", ROLE_CHANGES),
)
STAFF_MENU = (
    Entry(DO, "工作台", WORKBENCH),
    Entry(DO, "派工与维修", DISPATCHES),
    Entry(DO, "周计划与日报", PLANS),
    Entry(DO, "客户与回访", VISITS),
    Entry(MINE, "考勤", ATTENDANCE),
    Entry(MINE, "考核", APPRAISAL),
    Entry(MINE, "工作移交", HANDOVERS),
    Entry(LEARN, "通报", BULLETINS),
    Entry(BASIS, "制度参数", REGULATION),
)
STAFF_OFFICE_MENU = (
    *STAFF_MENU[:6],
    Entry(PEOPLE, "员工", EMPLOYEES),
    Entry(PEOPLE, "工作移交", HANDOVERS),
    Entry(PEOPLE, "打卡导入", PUNCH_IMPORTS),
    Entry(PEOPLE, "班制与日历", ROSTERS),
    *STAFF_MENU[7:],
)
ADMIN_MENU = (
    Entry(ADMIN, "工作台", WORKBENCH),
    Entry(ADMIN, "人员与单位", ACCOUNTS),
    Entry(ADMIN, "基础资料", MASTER_DATA),
    Entry(ADMIN, "岗位变动", ROLE_CHANGES),
)

MENUS: dict[Role, tuple[Entry, ...]] = {
    Role.SALES_CLERK: SALES_MENU,
    Role.SALES_HEAD: SALES_HEAD_MENU,
    Role.TECH_ENGINEER: TECH_MENU,
    Role.TECH_HEAD: TECH_HEAD_MENU,
    Role.DEPUTY_GM: LEADER_MENU,
    Role.GENERAL_MANAGER: LEADER_MENU,
    Role.MEETING_SECRETARY: LEADER_MENU,
    Role.ENTERPRISE_MANAGEMENT: EM_MENU,
    Role.UNIT_HEAD: UNIT_MENU,
    Role.SERVICE_MANAGER: STAFF_OFFICE_MENU,
    Role.SERVICE_ENGINEER: STAFF_MENU,
    Role.HR: STAFF_OFFICE_MENU,
    Role.FINANCE: FINANCE_MENU,
    Role.AUDITOR: AUDITOR_MENU,
    Role.ADMIN: ADMIN_MENU,
}

WORK, MESSAGES, MYSELF = ("工作台", WORKBENCH), ("消息", INBOX), ("我的", ME)
CAPTURE, CASE_TAB = ("填卡", NEW_CARD), ("案件", CASES)
PHONE_TABS: dict[Role, tuple[tuple[str, Page], ...]] = {
    Role.SALES_CLERK: (WORK, ("信息卡", MY_CARDS), CAPTURE, MESSAGES, MYSELF),
    Role.SALES_HEAD: (WORK, CASE_TAB, CAPTURE, MESSAGES, MYSELF),
    Role.TECH_ENGINEER: (WORK, CASE_TAB, ("台账", LEDGER), MESSAGES, MYSELF),
    Role.TECH_HEAD: (WORK, CASE_TAB, ("台账", LEDGER), MESSAGES, MYSELF),
    Role.DEPUTY_GM: (WORK, CASE_TAB, ("分析", ANALYSIS), ("月报", REPORTS), MESSAGES, MYSELF),
    Role.GENERAL_MANAGER: (WORK, CASE_TAB, ("分析", ANALYSIS), ("月报", REPORTS), MESSAGES, MYSELF),
    Role.MEETING_SECRETARY: (WORK, CASE_TAB, ("分析", ANALYSIS), MESSAGES, MYSELF),
    Role.ENTERPRISE_MANAGEMENT: (WORK, ("台账", LEDGER), ("月报", REPORTS), MESSAGES, MYSELF),
    Role.UNIT_HEAD: (WORK, CASE_TAB, ("改进", MEASURES), ("通知单", NOTICES), MESSAGES, MYSELF),
    Role.SERVICE_MANAGER: (WORK, ("派工", DISPATCHES), ("日报", NEW_REPORT), ("考勤", ATTENDANCE), MYSELF),
    Role.SERVICE_ENGINEER: (WORK, ("派工", DISPATCHES), ("日报", NEW_REPORT), ("考勤", ATTENDANCE), MYSELF),
    Role.HR: (WORK, ("考勤", ATTENDANCE), MESSAGES, MYSELF),
    Role.FINANCE: (WORK, ("到账", CLAIMS), ("台账", LEDGER), MESSAGES, MYSELF),
    Role.AUDITOR: (WORK, CASE_TAB, ("台账", LEDGER), MESSAGES, MYSELF),
    Role.ADMIN: (WORK, ("人员", ACCOUNTS), MESSAGES, MYSELF),
}
