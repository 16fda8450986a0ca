"""备好的查询 — a question that every page asks: put into SQL once by a process, asked every time.

What the ORM spends on turning such a question into SQL is most of what it costs. No answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: questions a process keeps ready; a district has some hundred people
KEPT = 4096

#: so many ids of one question stand ready: a page of a list; the first of their stand-ins
FEW, ANY_ID = 50, -(2**62)

Build = Callable[..., QuerySet[Any, Any]]


def rows_of(build: Build, *key: Hashable) -> list[tuple[Any, ...]]:
    """问一遍 — the rows of `build(*key)`, a `values_list`; one SQL statement, none where nothing can match.

    `build` is a function of a module, and says the same for the same key: a day or a person that
    matters stands in the key, never a clock or a row read inside.
    """
    made = _made(connection.vendor, build, key)
    return _asked(*made) if made is not None else []


def rows_among(build: Build, ids: Sequence[int], *key: Hashable) -> list[tuple[Any, ...]]:
    """问几行 — the rows of `build(ids, *key)`, as `rows_of`; ready beforehand where few ids are asked for.

    One report, one page of a list: the same question of other ids each time. Of many the asking
    costs more than the making, and it is made anew.
    """
    if not 0 < len(ids) <= FEW:
        return list(build(ids, *key))
    stand_ins = tuple(range(ANY_ID, ANY_ID + len(ids)))
    made = _made(connection.vendor, build, (stand_ins, *key))
    if made is None:
        return []
    sql, params, converters, compiler = made
    real = dict(zip(stand_ins, ids, strict=True))
    # A day equals no number: only what can be a stand-in is looked up.
    found = tuple(real.get(one, one) if type(one) is int else one for one in params)
    return _asked(sql, found, converters, compiler)


def _asked(sql: str, params: tuple[Any, ...], converters: Any, compiler: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found


@lru_cache(maxsize=KEPT)
def _made(vendor: str, build: Build, key: tuple[Hashable, ...]) -> tuple[Any, ...] | None:
    compiler = build(*key).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    chosen = [expression for expression, *_ in compiler.select[: compiler.col_count]]
    return sql, tuple(params), compiler.get_converters(chosen), compiler
