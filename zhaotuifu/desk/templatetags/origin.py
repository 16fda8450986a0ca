"""带出处的值 — a value that opens the cell it was read from, or says who said it and when.

A tag and not an include: a project page shows eighty of them.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhaotuifu.desk.queries.provenance import Source
from zhaotuifu.kernel.templatetags.show import DASH

register = template.Library()


@register.simple_tag
def sourced(text: Any, source: Source | str | None = None) -> SafeString:
    """带出处的值 — 「—」 for nothing; `source` empty: the value alone."""
    shown = DASH if text is None or text == "" else text
    if not isinstance(source, Source):
        # Escaped by the line itself; format_html would want a place to fill in.
        return mark_safe(conditional_escape(shown))
    url = source.url or source.versions_url
    link = '<a class="from" href="{}" title="{}">{}</a>'
    if not source.is_changed or url == source.versions_url:
        return format_html(link, url, source.title, shown)
    return format_html(
        link + ' <a class="vers" href="{}" title="{}" aria-label="改过，看各版本">改</a>',
        url, source.title, shown, source.versions_url, "改过，看各版本",
    )


@register.simple_tag
def versions(label: str, source: Source | str | None = None) -> SafeString:
    """名目 — leads to the versions of its value, if anything was said of it."""
    if not isinstance(source, Source) or not source.versions_url:
        return mark_safe(conditional_escape(label))
    return format_html(
        '<a class="vlink" href="{}" title="看{}的各版本">{}</a>', source.versions_url, label, label
    )
