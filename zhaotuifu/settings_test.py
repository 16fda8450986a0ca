"""测试设置 — as the product, with fast passwords, tasks run at once, and data that goes away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
# Each worker its own: it would inherit that of the process that started it.
if "DATA_DIR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="zhaotuifu-test-")
    Path(os.environ["DATA_DIR"], "static").mkdir()
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from zhaotuifu.settings import *

DEBUG = False
IS_BEHIND_TLS = False
RATE_LIMITS_ON = False  # a test that is about them turns them on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ.get("TEST_TASK_PROCESS"):  # a site of the browser tests with its own task process
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True
