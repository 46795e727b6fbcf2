"""Forms of imports of punches."""

from typing import Any

from django import forms

from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.files.forms import AttachmentField

ENDINGS = (".xlsx", ".xls", ".csv", ".txt")


class UploadPunchesForm(ActForm):
    """One export of an attendance clock."""

    export = AttachmentField(
        label="考勤机导出的文件", max_files=1, endings=ENDINGS, only="table", button="选文件",
        help_text="Excel（.xlsx）或 CSV，一次一个",
    )  # fmt: skip


class TakePunchesForm(ActForm):
    """The decision; with faulty rows it must be said that they stay out."""

    leaves_out_faults = forms.BooleanField(label="不导入有问题的行，其余照常导入", required=False)

    def __init__(self, *args: Any, faults: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if faults:
            self.fields["leaves_out_faults"].label = f"看过了：有问题的 {faults} 条不导入，其余照常导入"
        else:
            self.fields["leaves_out_faults"].widget = forms.HiddenInput()


class DropPunchesForm(ActForm):
    """Nothing to fill in: the page says what follows."""
