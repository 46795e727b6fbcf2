"""What is refused in field work, each named after the rule."""

from yibin_service.foundation.acts.errors import NotAllowed, NotFound, OutOfStep, Refused


class NoEmployee(NotFound):
    default_message = "您的账号还没有对应的员工档案：请人力资源在员工档案里关联账号"


class NotYours(NotAllowed):
    default_message = "这一项由本人办理"


class ReportAlreadySent(OutOfStep):
    default_message = "这一天的日报已经提交，每天一份；要补充的写进下一天"


class ReportDayOutOfReach(Refused):
    default_message = "这一天的日报不能写了"


class DispatchOutOfStep(OutOfStep):
    default_message = "这张派工单已不在这一步，请刷新后看"


class DispatchDueTooSoon(Refused):
    default_message = "完成期限要晚于现在"


class CaseWithoutTeam(Refused):
    default_message = "这件案子还没有批准的服务小组，不能从案件派工"


class RecordTimesMixed(Refused):
    default_message = "结束时间不能早于开始时间"


class SignatureMissing(Refused):
    default_message = "请让客户签名；客户没有签的，写明原因"


class NothingSolved(OutOfStep):
    default_message = "最后一张维修服务单没有写「已解决」：请再填一张，勾上完工"


class SalesReceiverMissing(Refused):
    default_message = "销售处没有可以收件的人：请系统管理员核对销售处的账号"


class PlanWeekOver(OutOfStep):
    default_message = "这一周已经开始，计划不能再改"


class PlanDecided(OutOfStep):
    default_message = "这份计划已经批准，不能再改"


class PlanDayOutside(Refused):
    default_message = "日期不在这一周内"


class VisitInFuture(Refused):
    default_message = "回访日期不能晚于今天"


class PaymentHanded(OutOfStep):
    default_message = "这笔款财务已经收讫"


class HandedBeforeCollected(Refused):
    default_message = "交财务的日期不能早于收款日期"
