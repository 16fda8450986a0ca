"""佐证行 — a stored file is found by its hash and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """存档文件 — the original bytes under their SHA-256; the name is only what the sender called it."""

    sha256 = models.CharField("哈希", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节")
    stored_at = models.DateTimeField("存入时间")
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="存入人"
    )

    class Meta:
        verbose_name = "存档文件"
        ordering = ["-id"]
