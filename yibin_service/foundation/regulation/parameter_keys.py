"""Every parameter a regulation version must give: its key, its kind and its bounds. Values live in the versions, never here."""

from dataclasses import dataclass
from enum import StrEnum

from .newer_readings import NEWER_READINGS


class Kind(StrEnum):
    """How a value is written and read."""

    MONEY = "money"  # CNY, two places
    NUMBER = "number"  # a decimal with up to four places
    SHARE = "share"  # a fraction of one, four places
    WHOLE = "whole"  # a whole number, zero or more
    FLAG = "flag"  # 是 / 否
    CLOCK = "clock"  # HH:MM
    DAY = "day"  # YYYY-MM-DD
    CHOICE = "choice"  # one of `options`
    FEES = "fees"  # one machine a line: 车间 机号 元/吨
    READING = "reading"  # a recorded choice of reading, in words


class ParameterKey(StrEnum):
    """The keys of both regulations; `DEFINITIONS` says which belongs to which."""

    # P.二: filing, tiers, reply
    CARD_FILING_HOURS = "card_filing_hours"
    USER_REPORT_HOURS = "user_report_hours"
    MINOR_LIMIT = "minor_limit"
    LARGER_LIMIT = "larger_limit"
    EXTRA_MAJOR_THRESHOLD = "extra_major_threshold"
    MINOR_REPLY_DAYS = "minor_reply_days"
    LARGER_REPLY_DAYS = "larger_reply_days"
    MAJOR_REPLY_DAYS = "major_reply_days"
    EXTRA_MAJOR_REPLY_DAYS = "extra_major_reply_days"
    PROVISIONAL_REPLY_DAYS = "provisional_reply_days"
    REPLY_HOLIDAY_SHIFT = "reply_holiday_shift"
    TEAM_SPECIALIST_SHARE_ABOVE = "team_specialist_share_above"
    REPORT_ACKNOWLEDGE_HOURS = "report_acknowledge_hours"
    DUPLICATE_WINDOW_DAYS = "duplicate_window_days"
    FILE_SIZE_LIMIT_MB = "file_size_limit_mb"
    FILE_COUNT_LIMIT = "file_count_limit"
    WARNING_LONG_HOURS = "warning_long_hours"
    WARNING_SHORT_HOURS = "warning_short_hours"
    WARNING_TIME = "warning_time"
    SEND_FROM = "send_from"
    SEND_UNTIL = "send_until"
    GO_LIVE_ON = "go_live_on"
    # P.三: shares
    INTRINSIC_WORKSHOP_SHARE = "intrinsic_workshop_share"
    INTRINSIC_INSPECTION_SHARE = "intrinsic_inspection_share"
    REWINDING_WORKSHOP_SHARE = "rewinding_workshop_share"
    REWINDING_INSPECTION_SHARE = "rewinding_inspection_share"
    HIDDEN_WORKSHOP_SHARE = "hidden_workshop_share"
    HIDDEN_INSPECTION_SHARE = "hidden_inspection_share"
    # P.四: fees, fines, month
    REPULPING_FEES = "repulping_fees"
    CARD_FILING_FINE = "card_filing_fine"
    LATE_HANDLING_SALES_SHARE = "late_handling_sales_share"
    LATE_HANDLING_COMPANY_SHARE = "late_handling_company_share"
    REPLY_FINE = "reply_fine"
    MISREPORT_FINE = "misreport_fine"
    MONTH_REPORT_DAY = "month_report_day"
    MONTH_REPORT_TIME = "month_report_time"
    NOTICE_OBJECTION_DAYS = "notice_objection_days"
    # P: recorded readings
    READING_DEPUTY_GM = "reading_deputy_gm"
    READING_CARD_DELIVERY = "reading_card_delivery"
    READING_ELECTRONIC_IS_WRITTEN = "reading_electronic_is_written"
    READING_USER_REPORT = "reading_user_report"
    READING_UNCLEAR_SMALL = "reading_unclear_small"
    READING_LIMITS_INCLUDED = "reading_limits_included"
    READING_DAY_COUNT = "reading_day_count"
    READING_OLD_DUE_STANDS = "reading_old_due_stands"
    READING_INTRINSIC_CLOCK = "reading_intrinsic_clock"
    READING_MINOR_WITHOUT_TEAM = "reading_minor_without_team"
    READING_SITE_VISIT_EXEMPTION = "reading_site_visit_exemption"
    READING_REPORT_STEP = "reading_report_step"
    READING_OPINION_AFTER_LIABILITY = "reading_opinion_after_liability"
    READING_APPROVALS_OF_ONE_DRAFT = "reading_approvals_of_one_draft"
    READING_UNRECOVERED_REST = "reading_unrecovered_rest"
    READING_BEFORE_LOADING = "reading_before_loading"
    READING_FORCED_EQUALLY = "reading_forced_equally"
    READING_GOODWILL = "reading_goodwill"
    READING_CONFIRMED_FINDINGS = "reading_confirmed_findings"
    READING_ASSESSED_RETURN = "reading_assessed_return"
    READING_OUTPUT_OTHERS_PAY = "reading_output_others_pay"
    READING_ODD_FEN = "reading_odd_fen"
    READING_LATE_HANDLING_NET = "reading_late_handling_net"
    READING_MISREPORT_AS_WELL = "reading_misreport_as_well"
    READING_SECOND_BREACH = "reading_second_breach"
    READING_EXPENSES_ALONE = "reading_expenses_alone"
    READING_OPEN_CLAIM = "reading_open_claim"
    # S.4: attendance
    LATE_HALF_DAY_OVER_MINUTES = "late_half_day_over_minutes"
    EARLY_HALF_DAY_OVER_MINUTES = "early_half_day_over_minutes"
    LEFT_POST_ABSENCE_OVER_MINUTES = "left_post_absence_over_minutes"
    ATTENDANCE_FINE = "attendance_fine"
    PHONE_OFF_OVER_HOURS = "phone_off_over_hours"
    DAILY_REPORT_SCOPE = "daily_report_scope"
    WAGE_DAYS_PER_MONTH = "wage_days_per_month"
    HALF_DAY_WAGE_MULTIPLE = "half_day_wage_multiple"
    FULL_DAY_WAGE_MULTIPLE = "full_day_wage_multiple"
    DEMERIT_COUNT = "demerit_count"
    DEMERIT_FIRST_FINE = "demerit_first_fine"
    DEMERIT_SECOND_FINE = "demerit_second_fine"
    DEMERIT_LATER_FINE = "demerit_later_fine"
    DISMISSAL_DAYS_IN_MONTH = "dismissal_days_in_month"
    DISMISSAL_DAYS_IN_YEAR = "dismissal_days_in_year"
    RESIGNATION_RUN_DAYS = "resignation_run_days"
    DEDUCTION_FLAG_SHARE = "deduction_flag_share"
    BELOW_MINIMUM_WAGE = "below_minimum_wage"
    READING_LATE_OVER_AN_HOUR = "reading_late_over_an_hour"
    READING_THIRTY_IS_LATE = "reading_thirty_is_late"
    READING_LEFT_POST_GAP = "reading_left_post_gap"
    READING_MISSING_PUNCH = "reading_missing_punch"
    READING_ONE_DAY_A_DAY = "reading_one_day_a_day"
    READING_DEMERITS_OF_ALL_YEARS = "reading_demerits_of_all_years"
    # S.5: appraisal
    APPRAISAL_DAY = "appraisal_day"
    ATTITUDE_INITIATIVE_POINTS = "attitude_initiative_points"
    ATTITUDE_COOPERATION_POINTS = "attitude_cooperation_points"
    ATTITUDE_LOYALTY_POINTS = "attitude_loyalty_points"
    ABILITY_PLANNING_POINTS = "ability_planning_points"
    ABILITY_EXECUTION_POINTS = "ability_execution_points"
    ABILITY_QUALITY_POINTS = "ability_quality_points"
    PERFORMANCE_POINTS = "performance_points"
    COMPLAINT_POINTS = "complaint_points"
    GRADE_A_FROM = "grade_a_from"
    GRADE_B_FROM = "grade_b_from"
    RAISE_AFTER_A_GRADES = "raise_after_a_grades"
    DEMOTION_AFTER_C_GRADES = "demotion_after_c_grades"
    PAY_RATIO = "pay_ratio"
    APPRAISAL_COUNTERSIGNER = "appraisal_countersigner"
    READING_EIGHTH_INCLUDED = "reading_eighth_included"
    # S.2(2), S.3(3): field work
    DISPATCH_ACCEPT_HOURS = "dispatch_accept_hours"
    SERVICE_RECORD_HOURS = "service_record_hours"
    OPINION_SHEET_HOURS = "opinion_sheet_hours"
    PAYMENT_HANDOVER_DAYS = "payment_handover_days"
    VISIT_KEY_DAYS = "visit_key_days"
    VISIT_REGULAR_DAYS = "visit_regular_days"
    VISIT_OCCASIONAL_DAYS = "visit_occasional_days"
    # S.2(3): recorded readings
    READING_HANDOVER_LAST_DAY = "reading_handover_last_day"
    READING_HANDOVER_MONEY = "reading_handover_money"
    READING_HANDOVER_WORK = "reading_handover_work"
    # S: readings recorded later
    READING_PART_LEAVE = "reading_part_leave"
    READING_WAGE_OF_MONTH = "reading_wage_of_month"
    READING_FIELD_DAY = "reading_field_day"
    READING_PUNCH_PAIRING = "reading_punch_pairing"
    READING_MAKE_UP_DAY = "reading_make_up_day"
    READING_LONGEST_PHONE_OFF = "reading_longest_phone_off"
    READING_LATE_REPORT = "reading_late_report"
    READING_PLAN_FRIDAY = "reading_plan_friday"
    READING_LATE_COMPLAINT = "reading_late_complaint"
    READING_DEPARTMENT_SCORE = "reading_department_score"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a value of the key must be. `low` and `high` bound numbers, both ends admitted; `optional` may be unset.

    `assumed` is what versions hold that were enacted before the key existed; a draft made from one is given it.
    """

    key: ParameterKey
    kind: Kind
    optional: bool = False
    low: str | None = None
    high: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    assumed: str | None = None


K = ParameterKey
LONGEST_HOURS, LONGEST_DAYS = "8760", "366"
COUNTERSIGNERS = (("deputy_gm", "分管副总经理"), ("hr", "人力资源"))
REPORT_SCOPES = (("all", "每个工作日"), ("field", "只在外勤日"))


def _hours(*keys: ParameterKey) -> list[Definition]:
    return [Definition(key, Kind.WHOLE, low="1", high=LONGEST_HOURS) for key in keys]


def _days(*keys: ParameterKey) -> list[Definition]:
    return [Definition(key, Kind.WHOLE, low="1", high=LONGEST_DAYS) for key in keys]


def _counts(*keys: ParameterKey) -> list[Definition]:
    return [Definition(key, Kind.WHOLE, low="0", high="1000") for key in keys]


def _of(kind: Kind, *keys: ParameterKey) -> list[Definition]:
    low = "0" if kind in {Kind.MONEY, Kind.NUMBER, Kind.SHARE} else None
    high = "1" if kind is Kind.SHARE else None
    return [Definition(key, kind, low=low, high=high) for key in keys]


def _assumed(high: str, values: dict[ParameterKey, str]) -> list[Definition]:
    """Whole numbers from one on, with what a version holds that is older than the key."""
    return [Definition(key, Kind.WHOLE, low="1", high=high, assumed=value) for key, value in values.items()]


def _readings(prefix_from: ParameterKey, prefix_to: ParameterKey) -> list[Definition]:
    """The recorded readings between two keys of the list, both included."""
    keys = list(ParameterKey)
    return [Definition(key, Kind.READING) for key in keys[keys.index(prefix_from) : keys.index(prefix_to) + 1]]


AFTER_SALES = [
    *_hours(K.CARD_FILING_HOURS, K.USER_REPORT_HOURS),
    *_of(Kind.MONEY, K.MINOR_LIMIT, K.LARGER_LIMIT),
    Definition(K.EXTRA_MAJOR_THRESHOLD, Kind.MONEY, optional=True, low="0.01"),
    *_days(K.MINOR_REPLY_DAYS, K.LARGER_REPLY_DAYS, K.MAJOR_REPLY_DAYS, K.EXTRA_MAJOR_REPLY_DAYS),
    *_days(K.PROVISIONAL_REPLY_DAYS),
    *_of(Kind.FLAG, K.REPLY_HOLIDAY_SHIFT),
    *_of(Kind.SHARE, K.TEAM_SPECIALIST_SHARE_ABOVE),
    *_hours(K.REPORT_ACKNOWLEDGE_HOURS),
    *_days(K.DUPLICATE_WINDOW_DAYS),
    Definition(K.FILE_SIZE_LIMIT_MB, Kind.WHOLE, low="1", high="100"),
    Definition(K.FILE_COUNT_LIMIT, Kind.WHOLE, low="1", high="200"),
    *_hours(K.WARNING_LONG_HOURS, K.WARNING_SHORT_HOURS),
    *_of(Kind.CLOCK, K.WARNING_TIME, K.SEND_FROM, K.SEND_UNTIL),
    Definition(K.GO_LIVE_ON, Kind.DAY, optional=True),
    *_of(Kind.SHARE, K.INTRINSIC_WORKSHOP_SHARE, K.INTRINSIC_INSPECTION_SHARE),
    *_of(Kind.SHARE, K.REWINDING_WORKSHOP_SHARE, K.REWINDING_INSPECTION_SHARE),
    *_of(Kind.SHARE, K.HIDDEN_WORKSHOP_SHARE, K.HIDDEN_INSPECTION_SHARE),
    *_of(Kind.FEES, K.REPULPING_FEES),
    *_of(Kind.MONEY, K.CARD_FILING_FINE),
    *_of(Kind.SHARE, K.LATE_HANDLING_SALES_SHARE, K.LATE_HANDLING_COMPANY_SHARE),
    *_of(Kind.MONEY, K.REPLY_FINE, K.MISREPORT_FINE),
    Definition(K.MONTH_REPORT_DAY, Kind.WHOLE, low="1", high="28"),
    *_of(Kind.CLOCK, K.MONTH_REPORT_TIME),
    *_days(K.NOTICE_OBJECTION_DAYS),
    *_readings(K.READING_DEPUTY_GM, K.READING_OPEN_CLAIM),
]
STAFF = [
    *_counts(K.LATE_HALF_DAY_OVER_MINUTES, K.EARLY_HALF_DAY_OVER_MINUTES, K.LEFT_POST_ABSENCE_OVER_MINUTES),
    *_of(Kind.MONEY, K.ATTENDANCE_FINE),
    Definition(K.PHONE_OFF_OVER_HOURS, Kind.NUMBER, low="0", high="24"),
    Definition(K.DAILY_REPORT_SCOPE, Kind.CHOICE, options=REPORT_SCOPES),
    Definition(K.WAGE_DAYS_PER_MONTH, Kind.NUMBER, low="1", high="31"),
    *_of(Kind.NUMBER, K.HALF_DAY_WAGE_MULTIPLE, K.FULL_DAY_WAGE_MULTIPLE),
    Definition(K.DEMERIT_COUNT, Kind.WHOLE, low="1", high="1000"),
    *_of(Kind.MONEY, K.DEMERIT_FIRST_FINE, K.DEMERIT_SECOND_FINE, K.DEMERIT_LATER_FINE),
    *(Definition(key, Kind.NUMBER, low="0.5") for key in (K.DISMISSAL_DAYS_IN_MONTH, K.DISMISSAL_DAYS_IN_YEAR)),
    *_days(K.RESIGNATION_RUN_DAYS),
    *_of(Kind.SHARE, K.DEDUCTION_FLAG_SHARE),
    Definition(K.BELOW_MINIMUM_WAGE, Kind.MONEY, optional=True, low="0.01"),
    *_readings(K.READING_LATE_OVER_AN_HOUR, K.READING_DEMERITS_OF_ALL_YEARS),
    Definition(K.APPRAISAL_DAY, Kind.WHOLE, low="1", high="28"),
    *_counts(K.ATTITUDE_INITIATIVE_POINTS, K.ATTITUDE_COOPERATION_POINTS, K.ATTITUDE_LOYALTY_POINTS),
    *_counts(K.ABILITY_PLANNING_POINTS, K.ABILITY_EXECUTION_POINTS, K.ABILITY_QUALITY_POINTS),
    *_counts(K.PERFORMANCE_POINTS, K.COMPLAINT_POINTS),
    Definition(K.GRADE_A_FROM, Kind.WHOLE, optional=True, low="0", high="1000"),
    Definition(K.GRADE_B_FROM, Kind.WHOLE, optional=True, low="0", high="1000"),
    *(Definition(key, Kind.WHOLE, low="1", high="12") for key in (K.RAISE_AFTER_A_GRADES, K.DEMOTION_AFTER_C_GRADES)),
    Definition(K.PAY_RATIO, Kind.NUMBER, optional=True, low="0"),
    Definition(K.APPRAISAL_COUNTERSIGNER, Kind.CHOICE, options=COUNTERSIGNERS, assumed="deputy_gm"),
    *_assumed(LONGEST_HOURS, {K.DISPATCH_ACCEPT_HOURS: "24", K.SERVICE_RECORD_HOURS: "24", K.OPINION_SHEET_HOURS: "24"}),
    *_assumed(LONGEST_DAYS, {K.PAYMENT_HANDOVER_DAYS: "3", K.VISIT_KEY_DAYS: "30"}),
    *_assumed(LONGEST_DAYS, {K.VISIT_REGULAR_DAYS: "90", K.VISIT_OCCASIONAL_DAYS: "180"}),
    *(Definition(ParameterKey(key), Kind.READING, assumed=words) for key, words in NEWER_READINGS.items()),
]
DEFINITIONS: dict[str, dict[ParameterKey, Definition]] = {
    "P": {definition.key: definition for definition in AFTER_SALES},
    "S": {definition.key: definition for definition in STAFF},
}
# Shares that divide one sum: together they must be exactly one.
SHARE_GROUPS: dict[str, tuple[tuple[ParameterKey, ...], ...]] = {
    "P": (
        (K.INTRINSIC_WORKSHOP_SHARE, K.INTRINSIC_INSPECTION_SHARE),
        (K.REWINDING_WORKSHOP_SHARE, K.REWINDING_INSPECTION_SHARE),
        (K.HIDDEN_WORKSHOP_SHARE, K.HIDDEN_INSPECTION_SHARE),
        (K.LATE_HANDLING_SALES_SHARE, K.LATE_HANDLING_COMPANY_SHARE),
    ),
    "S": (),
}
# (smaller, larger): the first must not exceed the second.
ORDERED: dict[str, tuple[tuple[ParameterKey, ParameterKey], ...]] = {
    "P": (
        (K.MINOR_LIMIT, K.LARGER_LIMIT),
        (K.WARNING_SHORT_HOURS, K.WARNING_LONG_HOURS),
        (K.SEND_FROM, K.SEND_UNTIL),
    ),
    "S": ((K.GRADE_B_FROM, K.GRADE_A_FROM),),
}
