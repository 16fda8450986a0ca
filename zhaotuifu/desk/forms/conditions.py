"""工作台表单 — the conditions of the list."""

from __future__ import annotations

from django import forms

from zhaotuifu.desk.asking import CHOICES, LABELS, Asking
from zhaotuifu.parties.queries import ZoneLine

ANY = ("", "不限")


class ListForm(forms.Form):
    """加条件 — a GET form; what is not in it rides along hidden."""

    def __init__(self, ask: Asking, zones: tuple[ZoneLine, ...]):
        params = ask.params()
        shown = {"year": str(ask.year), **params}
        if ask.sort != "lamp":
            shown["sort"] = ask.sort
        super().__init__(shown, auto_id="by_%s")
        self.fields["year"] = forms.CharField(
            label="年度", widget=forms.NumberInput(attrs={"min": 1990, "max": 2100})
        )
        self.fields["zone"] = _choice("zone", tuple((str(zone.id), zone.name) for zone in zones))
        for name in ("level", "construction_kind", "kind", "lamp", "stage", "standing", "size"):
            self.fields[name] = _choice(name, _with_current(CHOICES[name], params.get(name)))
        self.fields["category"] = forms.CharField(label=LABELS["category"], required=False)
        for name in ("q", "missing", "unreported", "nocause", "sort"):
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
