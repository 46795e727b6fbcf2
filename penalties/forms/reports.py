"""What people write on month reports and notices of deduction."""

from penalties.services.record_deduction import LONGEST_VOUCHER
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, TextField


class IssueReportForm(ActForm):
    """Why the report comes late, in the person's words."""

    delay_note = LineField(
        label="迟发说明",
        max_length=200,
        required=False,
        help_text="可不填。应签发时间、迟了多久由系统印上，这里写更正了什么，例如：10-28 漏登的换货费用已补记。",
    )


class AnswerNoticeForm(ActForm):
    """An objection, or none."""

    objection = TextField(
        label="异议",
        max_length=2000,
        required=False,
        help_text="没有异议就空着。有异议请写明哪一笔、为什么；由技术中心答复，金额只通过台账红冲或更正改变。",
    )


class AnswerObjectionForm(ActForm):
    """The answer to an objection."""

    answer = TextField(
        label="答复",
        max_length=2000,
        help_text="写明采纳不采纳和理由。采纳的，请先在台账上红冲或重新认定，差额记入以后的月份。",
    )


class RecordDeductionForm(ActForm):
    """When the deduction was made and by which voucher."""

    deducted_on = DayField(is_past=True, label="扣减日期")
    voucher = LineField(label="凭证号", max_length=LONGEST_VOUCHER, help_text="例如：2026-11 工资奖金表第 3 号。")
