"""测试设置 — as the product, with fast passwords and tasks run at once."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="zhaotuifu-test-"))

from zhaotuifu.settings import *

DEBUG = False
IS_BEHIND_TLS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True
