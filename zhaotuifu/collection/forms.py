"""收报表单 — which month, which 板块."""

from __future__ import annotations

from django import forms


class MonthForm(forms.Form):
    """轮次 — 2025-03."""

    year = forms.IntegerField(min_value=2000, max_value=2100)
    month = forms.IntegerField(min_value=1, max_value=12)


class RemindForm(MonthForm):
    """催报 — the 板块 ticked; none ticked is nobody, never everybody."""

    zone = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args, zone_ids: tuple[int, ...] = (), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(zone_id, str(zone_id)) for zone_id in zone_ids]
