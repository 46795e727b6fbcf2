"""What 分管副总经理 writes to waive a missed deadline."""

from yibin_service.foundation.acts.forms import ActForm, TextField


class WaiveBreachForm(ActForm):
    """The reason, kept for good."""

    reason = TextField(
        label="豁免理由",
        max_length=400,
        help_text="会写进时间线并通知有关的人，例如：等待客户寄回样品 9 天，已有往来函件。",
    )
