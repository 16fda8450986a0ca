"""Compares an understood ledger with its expected result, by the rules of the ledgers' README."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from zhaotuifu.kernel.sheets import read_workbook
from zhaotuifu.ledger.rules import Understood, Zone, canonical, understand
from zhaotuifu.ledger.rules.types import FindingKind, Outcome

LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"
WARNED = FindingKind.WARNED


@dataclass(frozen=True)
class Case:
    """One ledger with what it must give."""

    expected: dict[str, Any]
    understood: Understood


def zones() -> list[Zone]:
    raw = json.loads((LEDGERS / "zones.json").read_text(encoding="utf-8"))
    return [Zone(one["name"], one["kind"], tuple(one["aliases"])) for one in raw]


@cache
def read(name: str) -> Case:
    expected = json.loads((LEDGERS / f"{name}.expected.json").read_text(encoding="utf-8"))
    data = (LEDGERS / expected["file"]).read_bytes()
    book = read_workbook(data, expected["file"])
    return Case(expected, understand(book, zones=zones(), filename=expected["sent_as"]))


def plain(value: Any) -> Any:
    """Text after NFKC and without white space, deep."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value))
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def same(field: str, got: Any, want: Any) -> bool:
    if field.endswith("_wan") and isinstance(got, str) and isinstance(want, str):
        return abs(Decimal(got) - Decimal(want)) <= Decimal("0.0001")
    if field == "area_mu":
        return abs(Decimal(got) - Decimal(want)) <= Decimal("0.01")
    return plain(got) == plain(want)


def differences(case: Case) -> list[str]:
    """Everything in which the reading is not what the README calls right."""
    return [
        *_file(case),
        *_sheets(case),
        *_rows(case),
        *_findings(case),
        *_ignored(case),
    ]


def _file(case: Case) -> list[str]:
    want = case.expected.get("report")
    got = case.understood.period
    if want is None:
        return [] if got is None else [f"period {got} proposed, none is said"]
    if got is None or (got.year, got.month) != (want["year"], want["month"]):
        return [f"period {got} instead of {want}"]
    return []


def _sheets(case: Case) -> list[str]:
    found = []
    wanted = case.expected["sheets"]
    if [s["name"] for s in wanted] != [s.name for s in case.understood.sheets]:
        return ["sheets differ"]
    for want, got in zip(wanted, case.understood.sheets, strict=True):
        if (want["role"], want["state"]) != (got.role.value, got.state.value):
            found.append(f"{got.name}: {got.role} {got.state} instead of {want['role']}")
        context = {k: v for k, v in want.get("sheet_context", {}).items() if k != "from"}
        for key in context.keys() & got.context.keys():
            if context[key] != got.context[key]:
                found.append(f"{got.name}: context {key} {got.context[key]}")
        tables = want.get("tables", [])
        if len(tables) != len(got.tables):
            found.append(f"{got.name}: {len(got.tables)} tables")
            continue
        for want_table, got_table in zip(tables, got.tables, strict=True):
            if tuple(want_table["header_rows"]) != got_table.header_rows:
                found.append(f"{got.name}: head {got_table.header_rows}")
            found += _columns(got.name, want_table["columns"], got_table.columns)
    return found


def _columns(sheet: str, wanted: list[dict[str, Any]], got: Any) -> list[str]:
    found = []
    if [w["column"] for w in wanted] != [g.letter for g in got]:
        return [f"{sheet}: columns {[g.letter for g in got]}"]
    for want, have in zip(wanted, got, strict=True):
        where = f"{sheet}!{have.letter} {have.head}"
        if plain(want["head"]) != plain(list(have.head)) or want["index"] != have.index:
            found.append(f"{where}: head should be {want['head']}")
        field = list(have.field) if isinstance(have.field, tuple) else have.field
        if field != want["field"] and field not in want.get("either", []):
            found.append(f"{where}: {field} instead of {want['field']}")
        if field is None and want["field"] is None and want.get("role") != have.role:
            found.append(f"{where}: role {have.role} instead of {want.get('role')}")
        units = (want.get("unit"), want.get("unit_from")) != (have.unit, have.unit_from)
        if units and want["field"] is not None and field == want["field"]:
            found.append(f"{where}: unit {have.unit} {have.unit_from}")
        if bool(want.get("hidden")) != have.hidden:
            found.append(f"{where}: hidden {have.hidden}")
    return found


def _rows(case: Case) -> list[str]:
    found = []
    got = {(row.sheet, row.row): row for row in case.understood.rows}
    wanted = {(row["sheet"], row["row"]): row for row in case.expected["rows"]}
    found += [f"{at}: row not read" for at in wanted.keys() - got.keys()]
    found += [f"{at}: row invented" for at in got.keys() - wanted.keys()]
    for at in sorted(wanted.keys() & got.keys()):
        want, row = wanted[at], got[at]
        if want["outcome"] != "either" and want["outcome"] != row.outcome.value:
            found.append(f"{at}: {row.outcome} instead of {want['outcome']}")
        if row.outcome is Outcome.ACCEPT:
            found += [f"{at}: {text}" for text in _values(case, want, row)]
        found += [
            f"{at}: context {key}={row.context[key]}"
            for key in row.context
            if row.context[key] != want.get("context", {}).get(key)
        ]
        for key in ("package", "parent_row"):
            if want.get(key) != getattr(row, key):
                found.append(f"{at}: {key} {getattr(row, key)}")
        if bool(want.get("hidden")) != row.hidden:
            found.append(f"{at}: hidden {row.hidden}")
    return found


def _moved(case: Case, want: dict[str, Any], row: Any) -> set[str]:
    """Fields of columns that were mapped in another way the README allows."""
    moved: set[str] = set()
    for sheet, got in zip(case.expected["sheets"], case.understood.sheets, strict=True):
        if sheet["name"] != row.sheet:
            continue
        for want_table, table in zip(sheet.get("tables", []), got.tables, strict=False):
            for one, have in zip(want_table["columns"], table.columns, strict=False):
                if one["field"] != have.field and have.field in one.get("either", []):
                    moved |= {str(one["field"]), str(have.field)}
    return moved


def _values(case: Case, want: dict[str, Any], row: Any) -> list[str]:
    found = []
    have = canonical(row)
    either = want.get("either", {})
    refused = row.refused_fields()
    moved = _moved(case, want, row)
    years = either.get("start_year/end_year", [])
    for field in sorted(want["values"].keys() | have.keys()):
        if field in moved:
            continue
        wanted, got = want["values"].get(field), have.get(field)
        if wanted is not None and got is not None and same(field, got, wanted):
            continue
        base = "total_investment_wan" if field == "total_investment_foreign" else field
        allowed = either.get(field, []) + either.get(base, [])
        if field in ("start_year", "end_year"):
            allowed += [one[field] for one in years if isinstance(one, dict) and field in one]
            allowed += [one for one in years if isinstance(one, str)]
        if got is None and wanted is not None:
            if base in refused and ("refused" in allowed):
                continue
            if "blank" in allowed:
                continue
            found.append(f"{field} missing, should be {wanted}")
        elif not any(same(field, got, one) for one in allowed if one not in ("refused", "blank")):
            found.append(f"{field} {got} instead of {wanted}")
    return found


def _findings(case: Case) -> list[str]:
    found = []
    got = case.understood.findings()
    kept_out = [f for f in got if f.kind is not WARNED]
    warned = [f for f in got if f.kind is WARNED]

    def hits(pool: list[Any], want: dict[str, Any]) -> bool:
        return any(
            (f.sheet, f.row, f.class_.value) == (want["sheet"], want["row"], want["class"])
            and (f.column == want["column"] or f.scope.value == "row")
            for f in pool
        )

    for want in case.expected["refused"]:
        pool = got if "warned" in want.get("either", []) else kept_out
        if not hits(list(pool), want):
            found.append(f"not refused: {want}")
    for want in case.expected["warned"]:
        if not want.get("optional") and not hits(list(got), want):
            found.append(f"not warned: {want}")
    expected_at = {
        (w["sheet"], w["row"]) for w in case.expected["refused"] + case.expected["warned"]
    }
    listed = {
        (w["sheet"], w["row"], w["class"])
        for w in case.expected["refused"] + case.expected["warned"]
    }
    for one in kept_out:
        if (one.sheet, one.row, one.class_.value) not in listed:
            found.append(f"refused without cause: {one.sheet} {one.row} {one.column} {one.class_}")
    for at in {(f.sheet, f.row) for f in warned} - expected_at:
        extra = [f.class_.value for f in warned if (f.sheet, f.row) == at]
        if len(extra) > 1:
            found.append(f"{at}: buried under {extra}")
    return found


def _ignored(case: Case) -> list[str]:
    want = {(one["sheet"], one["row"]): one for one in case.expected["ignored"]}
    got = {(one.sheet, one.row): one for one in case.understood.ignored}
    found = [f"{at}: not ignored" for at in want.keys() - got.keys()]
    found += [f"{at}: ignored as {got[at].kind}" for at in got.keys() - want.keys()]
    for at in want.keys() & got.keys():
        if want[at]["kind"] != got[at].kind.value:
            found.append(f"{at}: {got[at].kind} instead of {want[at]['kind']}")
        for key, value in got[at].context.items():
            if want[at].get("context", {}).get(key, value) != value:
                found.append(f"{at}: section says {key}={value}")
    return found
