"""The two sides of the ledger and the kinds of entries."""

from django.db import models


class Side(models.TextChoices):
    LOSS = "loss", "损失"
    CHARGE = "charge", "承担"


class EntryKind(models.TextChoices):
    """Loss entries: what it cost. Charge entries: who bears it."""

    RETURN = "return", "退"
    COMPENSATE = "compensate", "赔"
    EXCHANGE = "exchange", "换"
    EXPENSE = "expense", "调查费用"
    SHARE = "share", "分摊"
    RECOVERY = "recovery", "追偿"
    SHORTFALL = "shortfall", "未追回"
    ADVANCE = "advance", "公司垫付·待追偿"
    FINE = "fine", "罚款"
    INCOME = "income", "追偿收入"
