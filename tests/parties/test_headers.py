"""应答头 — behind TLS the browser is told to keep to it; cookies are nobody else's; only our own name answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.test import Client

from tests import people
from tools.house import ROOT

#: what a browser is told, read from the settings as production loads them
ASK = """
from zhaotuifu import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.RATE_LIMITS_ON, s.DEBUG)
"""


def test_production_is_strict_without_being_told(tmp_path):
    told = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "s3cret-" * 10, "ALLOWED_HOSTS": "ztf.example.cn"}
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=bare | told, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "True", "True", "True", "True", "True", "False",
    ]


@pytest.fixture
def behind_tls(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["ztf.example.cn"]
    return Client(SERVER_NAME="ztf.example.cn")


def test_plain_http_is_sent_to_https_and_https_stays(behind_tls, office):
    assert behind_tls.get("/signin/")["Location"] == "https://ztf.example.cn/signin/"
    answer = behind_tls.get("/signin/", secure=True)
    assert re.match(r"max-age=31536000", answer["Strict-Transport-Security"])


def test_every_cookie_is_for_this_site_alone_and_no_script_reads_it(behind_tls, office):
    said = {"username": "office", "password": people.PASSWORD}
    behind_tls.post("/signin/", said, secure=True)
    behind_tls.get("/desk/", secure=True)
    assert {"seen", "sessionid"} <= set(behind_tls.cookies)
    for name, cookie in behind_tls.cookies.items():
        if cookie.value:
            flags = (bool(cookie["httponly"]), bool(cookie["secure"]), cookie["samesite"], cookie["domain"])
            assert flags == (True, True, "Lax", ""), name


def test_another_name_of_the_host_is_not_answered(behind_tls, office):
    for host in ("evil.example", "ztf.example.cn.evil.example", "ztf.example.cn:80@evil.example"):
        assert behind_tls.get("/signin/", secure=True, headers={"host": host}).status_code == 400
