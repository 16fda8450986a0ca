"""提醒行 — one message to one person."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """提醒 — a sentence and where it leads; read once is read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="给"
    )
    sentence = models.CharField("内容", max_length=300)
    link = models.CharField("去处", max_length=300, blank=True)
    sent_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("读于", null=True, blank=True)

    class Meta:
        verbose_name = "提醒"
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]
