"""成批 — rows compiled to parameters beforehand, so that the transaction that writes them is short.

What costs is not the writing but the making of the parameters: `prepare` does it before anybody is
kept waiting, `Prepared.write` is one statement for all rows. Values are converted by the fields
themselves, as Django does when it saves. Rows written do not learn their ids: whoever needs those
beforehand takes them from `reserve`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models import JSONField

# ids in one statement; rows written in one, and different values changed one by one
AT_ONCE, FEW = 5000, 20


@dataclass(slots=True)
class Prepared:
    """备好的行 — of one model, in the database's own values; `put` what is known only at the end."""

    model: type[models.Model]
    fields: tuple[models.Field, ...]
    rows: list[list[Any]]

    def put(self, name: str, value: Any) -> None:
        """填入 — the same value into every row: the moment of recording, mostly."""
        place = [field.attname for field in self.fields].index(name)
        ready = _ready(self.fields[place], _connection(self.model))(value)
        for row in self.rows:
            row[place] = ready

    def put_each(self, name: str, values: Iterable[Any]) -> None:
        """逐行填入 — one value for each row, in their order."""
        place = [field.attname for field in self.fields].index(name)
        ready = _ready(self.fields[place], _connection(self.model))
        for row, value in zip(self.rows, values, strict=True):
            row[place] = ready(value)

    def write(self) -> int:
        """写入 — inserts the rows in their order; call it inside a transaction. Says how many.

        Raises what the database says of a row it does not take (`IntegrityError` and its like).
        """
        if not self.rows:
            return 0
        connection = _connection(self.model)
        quote = connection.ops.quote_name
        table = quote(self.model._meta.db_table)
        columns = ", ".join(quote(field.column) for field in self.fields)
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(self.fields))
            if len(self.rows) <= FEW:  # one report: one way there and back
                rows = ", ".join([f"({marks})"] * len(self.rows))
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) VALUES {rows}",
                    [value for row in self.rows for value in row],
                )
            elif connection.vendor == "postgresql":
                # COPY takes a third of the time of prepared inserts, and the chain's head is
                # locked all the while.
                connection.validate_no_broken_transaction()
                with (
                    connection.wrap_database_errors,
                    cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
                ):
                    for row in self.rows:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", self.rows)
        return len(self.rows)


def prepare(model: type[models.Model], objects: Iterable[models.Model]) -> Prepared:
    """备好 — objects of the model; with their ids when the first of them has one."""
    found = list(objects)
    has_id = bool(found) and found[0].pk is not None
    fields = tuple(
        field for field in model._meta.concrete_fields if has_id or not field.primary_key
    )
    connection = _connection(model)
    columns = [_column(field, found, connection) for field in fields]
    return Prepared(model, fields, [list(row) for row in zip(*columns, strict=True)])


def prepare_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Prepared:
    """备好的值 — rows as values of the fields `names`, without an object for each; the id is the
    database's, any other field has its default.
    """
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    place = {name: number for number, name in enumerate(names)}
    connection = _connection(model)
    columns = [
        _converted(field, [row[place[field.attname]] for row in rows], connection)
        if field.attname in place
        else [_ready(field, connection)(field.get_default())] * len(rows)
        for field in fields
    ]
    return Prepared(model, fields, [list(row) for row in zip(*columns, strict=True)])


def _column(field: models.Field, objects: Sequence[models.Model], connection: Any) -> list[Any]:
    is_clock = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if is_clock or isinstance(field, models.FileField):
        ready = _ready(field, connection)
        return [ready(field.pre_save(one, True)) for one in objects]
    return _converted(field, map(attrgetter(field.attname), objects), connection)


def _converted(field: models.Field, values: Iterable[Any], connection: Any) -> list[Any]:
    """The values of one field. Most of a batch are alike: each different one is converted once."""
    ready = _ready(field, connection)
    if isinstance(field, JSONField):  # where 1 is not True
        return [ready(value) for value in values]
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        if value not in known:
            known[value] = ready(value)
        found.append(known[value])
    return found


def insert(model: type[models.Model], objects: Iterable[models.Model]) -> int:
    """成批插入 — prepared and written at once, all or nothing; says how many."""
    prepared = prepare(model, objects)
    with transaction.atomic(using=router.db_for_write(model)):
        return prepared.write()


@dataclass(slots=True)
class Changes:
    """备好的修改 — other values of some fields for rows that exist, by their id."""

    model: type[models.Model]
    fields: tuple[models.Field, ...]
    rows: list[tuple[Any, ...]]  # values, then the id

    def write(self) -> None:
        """写入 — inside a transaction."""
        if not self.rows:
            return
        connection = _connection(self.model)
        quote = connection.ops.quote_name
        sets = ", ".join(f"{quote(field.column)} = %s" for field in self.fields)
        where = quote(_key(self.model).column)
        table = quote(self.model._meta.db_table)
        alike: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for *values, pk in self.rows:
            alike[tuple(values)].append(pk)
        with connection.cursor() as cursor:
            if len(alike) > FEW:
                cursor.executemany(f"UPDATE {table} SET {sets} WHERE {where} = %s", self.rows)
                return
            for said, ids in alike.items():
                for start in range(0, len(ids), AT_ONCE):
                    part = ids[start : start + AT_ONCE]
                    marks = ", ".join(["%s"] * len(part))
                    cursor.execute(
                        f"UPDATE {table} SET {sets} WHERE {where} IN ({marks})", [*said, *part]
                    )


def changes(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]
) -> Changes:
    """备好修改 — pairs of an id and the values of `names`."""
    connection = _connection(model)
    fields = tuple(_field(model, name) for name in names)
    if any(isinstance(field, JSONField) for field in fields):
        raise TypeError("a JSON value is not changed in bulk")
    ready = [_ready(field, connection) for field in fields]
    return Changes(
        model, fields,
        [(*(one(value) for one, value in zip(ready, values, strict=True)), pk) for pk, values in rows],
    )


def reserve(model: type[models.Model], count: int) -> list[int]:
    """预留编号 — ids that nobody else gets, for rows written later or never.

    A moment's work of its own, unless the caller is in a transaction already.
    """
    if not count:
        return []
    connection = _connection(model)
    table, key = model._meta.db_table, _key(model).column
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [quote(table), key, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite keeps the last id it gave in a table of its own; both are asked, as a row
        # restored by hand may be higher.
        cursor.execute(f"SELECT COALESCE(MAX({quote(key)}), 0) FROM {quote(table)}")
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        kept = cursor.fetchone()
        first = max(highest, kept[0] if kept else 0) + 1
        last = first + count - 1
        if kept:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
    return list(range(first, last + 1))


def _ready(field: models.Field, connection: Any) -> Any:
    """What turns a value into the database's."""
    if isinstance(field, JSONField) and connection.vendor == "postgresql":
        # COPY takes the text itself; written here, it is not written while others wait.
        return lambda value: (
            None if value is None else json.dumps(value, cls=field.encoder, ensure_ascii=False)
        )
    return lambda value: field.get_db_prep_save(value, connection)


def _field(model: type[models.Model], name: str) -> models.Field:
    return next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))


def _key(model: type[models.Model]) -> models.Field:
    key = model._meta.pk
    if key is None:
        raise TypeError(f"{model.__name__} has no key")
    return key


def _connection(model: type[models.Model]) -> Any:
    return connections[router.db_for_write(model)]
