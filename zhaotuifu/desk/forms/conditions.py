"""工作台表单 — the conditions of the list."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from zhaotuifu.desk.asking import CHOICES, LABELS, Asking
from zhaotuifu.parties.queries import ZoneLine

ANY = ("", "不限")
HIDDEN = ("q", "missing", "unreported", "nocause", "followed", "sort", "group", "cols", "view")


class ListForm(forms.Form):
    """加条件 — a GET form; what is not in it rides along hidden."""

    def __init__(
        self, ask: Asking, zones: tuple[ZoneLine, ...], programmes: Sequence[tuple[int, str]] = ()
    ):
        params = ask.params()
        shown = {"year": str(ask.year), **params, **ask.shape()}
        if ask.view_id:
            shown["view"] = str(ask.view_id)
        super().__init__(shown, auto_id="by_%s")
        self.fields["year"] = forms.CharField(
            label="年度", widget=forms.NumberInput(attrs={"min": 1990, "max": 2100})
        )
        self.fields["zone"] = _choice("zone", tuple((str(zone.id), zone.name) for zone in zones))
        for name in ("level", "construction_kind", "kind", "lamp", "stage", "standing", "size"):
            self.fields[name] = _choice(name, _with_current(CHOICES[name], params.get(name)))
        self.fields["category"] = forms.CharField(label=LABELS["category"], required=False)
        if programmes:
            self.fields["programme"] = _choice(
                "programme", tuple((str(pk), name) for pk, name in programmes)
            )
        for name in HIDDEN:
            if name in shown:
                self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False)


def _choice(name: str, choices: tuple[tuple[str, str], ...]) -> forms.ChoiceField:
    return forms.ChoiceField(label=LABELS[name], choices=(ANY, *choices), required=False)


def _with_current(
    choices: tuple[tuple[str, str], ...], current: str | None
) -> tuple[tuple[str, str], ...]:
    """Several codes at once (红黄灯) are one more choice, so that the form does not lose them."""
    if not current or "," not in current:
        return choices
    label = "、".join(dict(choices)[code] for code in current.split(","))
    return (*choices, (current, label))
