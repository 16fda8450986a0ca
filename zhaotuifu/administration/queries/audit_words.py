"""审计用语 — kinds of object and names of fields in Chinese, from the models themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from django.apps import apps
from django.db import models

#: kinds that are no model, or are called otherwise
MORE_KINDS = {
    "work": "长活", "ledger": "台账", "document_kind": "公文种类", "document_template": "公文模板",
    "task": "任务", "preset": "预置", "batch": "批次", "unmasking": "查看隐去的值", "download": "下载",
}
#: words of deeds that are no column
MORE_WORDS = {
    "reason": "原因", "on": "哪天", "device": "设备", "second_factor": "动态口令", "posts": "岗位",
    "last_on": "最后一天", "from_on": "从", "to_on": "到", "changed": "改了几行", "rows": "哪些行",
    "created": "新建", "count": "个数", "organisation": "单位", "role": "角色", "moved": "搬了什么",
    "to": "给谁", "words": "意见", "zone_ids": "板块", "zone": "板块", "query": "条件", "state": "状态",
    "reported": "上报", "recognised": "列统", "is_active": "启用", "error": "错误", "text": "文字",
    "who": "谁", "kind": "对象类", "object_id": "对象编号", "from_on_": "从", "name": "名称", "method": "方式",
}
OF_USER = {"address": "来访地址", "name": "姓名或岗位"}
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """对象类 — code → what it is called."""
    found = {}
    for model in _models():
        label = str(model._meta.verbose_name)
        found[CAPITAL.sub("_", model.__name__).lower()] = label
        found[str(model._meta.model_name)] = label
    return found | MORE_KINDS


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    """Names of columns; where areas call one otherwise, the first speaks."""
    found: dict[str, str] = {}
    for model in _models():
        for field in model._meta.concrete_fields:
            found.setdefault(field.name, str(field.verbose_name))
            found.setdefault(field.attname, str(field.verbose_name))
    return found | MORE_WORDS


@lru_cache(maxsize=64)
def _of_kind(kind: str) -> dict[str, str]:
    own = OF_USER if kind == "user" else {}
    for model in _models():
        if kind in (model._meta.model_name, CAPITAL.sub("_", model.__name__).lower()):
            own = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields} | own
    return own


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("zhaotuifu.")]


def kind_of(code: str) -> str:
    """叫什么 — a kind nobody knows stays as it is."""
    return kinds().get(code, code)


def word_of(name: str, kind: str) -> str:
    """一项叫什么 — of several words each: 当月完成 2025 3 reported amount_wan."""
    own, every = _of_kind(kind), _fields()
    return " ".join(own.get(part) or every.get(part, part) for part in name.split(" "))
