"""日志 — one JSON object a line, for a machine to collect; nothing in it that a person typed.

Kept for half a year and read by many, a log is no place for names, telephone numbers or what
somebody searched for. Code of the house logs constant English sentences with numbers; what others
log, and what an exception says, is masked: text in quotes, in Chinese, and long numbers.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

#: the request that is being answered in this thread; empty outside of one
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
FRAMES = 40  # of a traceback; the ones nearest to the fault
LONGEST = 500
ROOT = Path(__file__).resolve().parents[2]

_MASKS = (
    (re.compile(r"=\([^)]*\)"), "=(…)"),  # PostgreSQL: Key (phone)=(…)
    (re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”"), "'…'"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "…@…"),
    (re.compile(r"[\u3400-\u9fff\uf900-\ufaff][\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]*"), "…"),
    (re.compile(r"\d[\d -]{4,}\d"), "#"),
)


def masked(text: str) -> str:
    """遮过的话 — without quoted text, Chinese words, addresses and numbers of six digits or more."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text[:LONGEST]


class JsonLines(logging.Formatter):
    """一行一条 — time (UTC), level, logger, process, request, message, and the fields of a request line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; of an exception its kind, masked words and places, never its variables."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "pid": os.getpid(),
            "message": _message(record),
        }  # fmt: skip
        if request := REQUEST_ID.get():
            line["request"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            _, error, trace = record.exc_info
            line |= {"error": told(error), "trace": places(trace)}
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """What was said: numbers as they are, everything else masked."""
    if not record.args:
        return masked(str(record.msg))
    if isinstance(record.args, Mapping):
        return str(record.msg) % {key: _argument(value) for key, value in record.args.items()}
    return str(record.msg) % tuple(_argument(value) for value in record.args)


def _argument(value: object) -> object:
    return value if isinstance(value, int | float) else masked(str(value))


def told(error: BaseException) -> list[str]:
    """错误 — the exception and those that led to it, each by its kind and its masked words."""
    found: list[str] = []
    now: BaseException | None = error
    while now is not None and len(found) < 5:
        found.append(f"{type(now).__name__}: {masked(str(now))}".removesuffix(": "))
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return found


def places(trace: TracebackType | None) -> list[str]:
    """出错处 — file, line and function of each step; no line of code and no variable."""
    steps = traceback.StackSummary.extract(
        traceback.walk_tb(trace), capture_locals=False, lookup_lines=False
    )
    return [f"{_short(step.filename)}:{step.lineno} {step.name}" for step in steps[-FRAMES:]]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return "/".join(path.parts[-3:])
