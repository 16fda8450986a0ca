"""目录一览 — every catalogue an office keeps: what stands in the library, what the preset's file says.

One place names them all, for the pages of rules and of presets. A catalogue of an area is written by
that area's own loader; the row of a day is never edited here, a new one begins on a later day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models, transaction

from zhaotuifu import presets
from zhaotuifu.carryover.catalogue import from_preset as carry_given
from zhaotuifu.carryover.models import CarryRule
from zhaotuifu.collection.catalogue import from_preset as round_given
from zhaotuifu.collection.models import RoundRule
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row
from zhaotuifu.parties.catalogue import from_preset as signin_given
from zhaotuifu.parties.models import SigninRule
from zhaotuifu.projects.catalogue import programme_values, rate_values, threshold_values
from zhaotuifu.projects.models import AdmissionThreshold, ExchangeRate, Programme
from zhaotuifu.reports.catalogue import from_preset as documents_given
from zhaotuifu.reports.models import KindVersion
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.catalogue import from_preset as lamp_given
from zhaotuifu.supervision.models import LampRule, Position

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """一个目录 — its rows, what the file says of them, and what a change of them does.

    `key` finds a row; `series` are the fields within which one version follows another; `effect`
    is told before a new version is recorded. `takes_versions` False: kept on a page of its own.
    """

    code: str
    label: str
    model: type[models.Model]
    key: tuple[str, ...]
    series: tuple[str, ...]
    given: Callable[[str], list[Values]]
    effect: str
    kind: str
    page: str = ""
    takes_versions: bool = True
    changed: Callable[[], None] | None = None

    @property
    def deed(self) -> str:
        """审计里的动作."""
        return f"载入{self.label}"

    def load(self, rows: Sequence[Values], *, by: Actor, at: datetime) -> int:
        """载入这些行 — made or renewed by their key; inside a transaction that has its turn."""
        done = sum(
            load_row(self.model, self.key, row, deed=self.deed, kind=self.kind, by=by, at=at) for row in rows
        )
        if done and self.changed is not None:
            self.changed()
        return done

    @property
    def fields(self) -> tuple[models.Field, ...]:
        """各项 — as the page shows them, in the order of the model."""
        return tuple(
            field for field in self.model._meta.concrete_fields
            if not field.primary_key and field.name not in ("position", "data") and not field.is_relation
            and field.name not in ("changed_at",)
        )


def _relit() -> None:
    """The lamps of every year on the board are judged anew, as a task."""
    for year in Position.objects.order_by("year").values_list("year", flat=True).distinct():
        transaction.on_commit(partial(refresh_year.enqueue, year))


def _rules(file: str, read: Callable[[Any], Any], key: str = "rules") -> Callable[[str], list[Values]]:
    return lambda preset: [asdict(read(row)) for row in presets.load(preset, file)[key]]


def _programmes(preset: str) -> list[Values]:
    content = presets.load(preset, "programmes")
    return [programme_values(row, content.get("is_example", False)) for row in content["programmes"]]


def _rates(preset: str) -> list[Values]:
    content = presets.load(preset, "rates")
    return [rate_values(row, content["source"], content.get("is_example", False)) for row in content["rates"]]


def _thresholds(preset: str) -> list[Values]:
    content = presets.load(preset, "thresholds")
    return [threshold_values(row, content.get("is_example", False)) for row in content["thresholds"]]


def _documents(preset: str) -> list[Values]:
    return [dict(row) for row in documents_given(presets.load(preset, "documents"))]


CATALOGUES = (
    Catalogue(
        "lamps", "灯色规则", LampRule, ("code", "valid_from"), (), _rules("lamps", lamp_given, "rule_sets"),
        "从那天起按新门槛亮灯，各年的现况在后台重算一遍。已签发的专报不变。", "lamp_rule", changed=_relit,
    ),
    Catalogue(
        "rounds", "期限规则", RoundRule, ("valid_from",), (), _rules("rounds", round_given),
        "从那天以后到期的月报按新规则算期限和催报；已经催过的不变。", "round_rule",
    ),
    Catalogue(
        "carry", "结转规则", CarryRule, ("valid_from",), (), _rules("carry_over", carry_given),
        "从那天以后提出的结转按新规则；已经提出的留着当时的规则。", "carry_rule",
    ),
    Catalogue(
        "thresholds", "入库门槛", AdmissionThreshold, ("code", "valid_from"), ("code",), _thresholds,
        "从那天起按新门槛提示该列哪个级别；已列入的不变。", "admissionthreshold", page="standards",
    ),
    Catalogue(
        "rates", "汇率", ExchangeRate, ("currency", "valid_from"), ("currency",), _rates,
        "从那天起新填的外币按新汇率预填；已填的金额不变。", "exchangerate", page="standards",
        takes_versions=False,
    ),
    Catalogue(
        "signin", "登录规则", SigninRule, ("valid_from",), (), _rules("signin", signin_given),
        "从那天起改的密码按新规则；必须用动态口令的角色下次登录时要先设。", "signin_rule",
    ),
    Catalogue(
        "documents", "公文种类", KindVersion, ("code", "valid_from"), ("code",), _documents,
        "", "document_kind", page="document_kinds", takes_versions=False,
    ),
    Catalogue(
        "programmes", "专项", Programme, ("code",), ("code",), _programmes,
        "", "programme", page="programme_list", takes_versions=False,
    ),
)
BY_CODE = {one.code: one for one in CATALOGUES}


