"""Forms of the reply: what the customer is told, and when it arrived."""

from django import forms

from cases.models import ReplyChannel
from yibin_service.foundation.acts.forms import ActForm, LineField, MomentField, TextField
from yibin_service.foundation.files.forms import AttachmentField


class ReplyForm(ActForm):
    """The reply to the customer."""

    channel = forms.ChoiceField(label="答复方式", choices=ReplyChannel.choices)
    recipient = LineField(label="接收人", max_length=80)
    text = TextField(label="答复内容", max_length=6000, widget=forms.Textarea(attrs={"rows": 8}))
    proof = AttachmentField(label="答复凭证", max_files=1, required=False, button="拍照或选文件")


class DeliveryForm(ActForm):
    """When the reply arrived."""

    delivered_at = MomentField(is_past=True, label="送达时间")
    proof = AttachmentField(label="送达凭证", max_files=1, required=False, button="拍照或选文件")
