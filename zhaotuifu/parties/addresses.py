"""来访地址 — where a request comes from, behind as many proxies as the settings say."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest

#: what a browser calls itself → how we call it, the first that fits
BROWSERS = (
    (r"MicroMessenger", "微信"), (r"DingTalk", "钉钉"), (r"wxwork", "企业微信"), (r"Edg/", "Edge"),
    (r"360|QIHU", "360 浏览器"), (r"Firefox/", "Firefox"), (r"Chrome/|Chromium/", "Chrome 内核浏览器"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"Android", "安卓"), (r"iPhone|iPad", "苹果手机"), (r"Windows", "Windows"), (r"Kylin", "麒麟"),
    (r"UOS|UnionTech", "统信"), (r"Mac OS X", "苹果电脑"), (r"Linux", "Linux"),
)


def client_address(request: HttpRequest) -> str:
    """来访地址 — what the last trusted proxy saw; without a proxy, the other end of the line.

    Each proxy appends the address it was called from: the one `TRUSTED_PROXIES` places from the
    right was written by a proxy of ours, everything before it by anybody.
    """
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.TRUSTED_PROXIES
    if count and len(said) >= count and said[-count]:
        return said[-count][:45]
    return str(request.META.get("REMOTE_ADDR") or "")[:45]


def device_of(request: HttpRequest) -> str:
    """设备 — system and browser in two words, as far as the browser says."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    found = [
        next((label for pattern, label in known if re.search(pattern, agent)), "")
        for known in (SYSTEMS, BROWSERS)
    ]
    return " · ".join(word for word in found if word) or "没有说明"
