"""模板的位置 — what an office may write between double braces in its own Word file.

A place is a name and nothing else: there are no expressions, loops or conditions in a template,
so there is nothing in it that could be run.
"""

from __future__ import annotations

from enum import StrEnum


class TemplatePlace(StrEnum):
    """位置 — the words between the braces, with what stands there."""

    NAME = "名称"
    ISSUE_NO = "期号"
    DOC_NO = "发文字号"
    ISSUER = "编发单位"
    DATE = "日期"
    SECRECY = "密级"
    URGENCY = "紧急程度"
    SIGNER = "签发人"
    TITLE = "标题"
    ADDRESSED_TO = "主送"
    BODY = "正文"
    SIGNED_BY = "署名"
    SIGNED_ON = "成文日期"
    REPORT_TO = "报"
    SEND_TO = "送"
    DISTRIBUTE_TO = "发"
    COPY_TO = "抄送"
    COPIES = "印数"
    PRINTED_ON = "印发日期"


#: the place of the text, its tables and its attachments; a paragraph of its own, exactly once
BODY = TemplatePlace.BODY
PLACES: tuple[TemplatePlace, ...] = tuple(TemplatePlace)
