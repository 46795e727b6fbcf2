"""A letter as it goes out, and what the mail server's answers mean."""

import smtplib
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage

from yibin_service.foundation.access.selectors import has_demo_accounts

from .models import Letter

PERMANENT_FROM = 500  # SMTP: 5xx will not change by trying again


def draw_letter(letter: Letter) -> EmailMessage:
    """The letter of a message. Its Message-ID is that of every attempt, so that a mailbox may drop a repeat."""
    message = letter.message
    parts = [message.title, message.body]
    if message.url:
        parts.append(f"打开：{urljoin(settings.SITE_ADDRESS, message.url)}")
    parts.append("这封信由售后质量管理系统发出，请不要回复。")
    mark = f"【{settings.DEMO_DATA_MARK}】" if has_demo_accounts() else ""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return EmailMessage(
        subject=f"{mark}{message.title}",
        body="\n\n".join(part for part in parts if part),
        to=[letter.to],
        headers={"Message-ID": f"<{letter.mail_id}@{domain}>"},
    )


def refusal_code(problem: Exception) -> int | None:
    """The server's answer that certainly means «not taken»; None when nobody knows whether it was taken."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in problem.recipients.values()), default=PERMANENT_FROM)
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return PERMANENT_FROM
    return None
