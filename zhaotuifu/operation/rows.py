"""搬行 — every row of every table as lines of JSON, and back, in the same words on any database.

The tables are those that the migrations applied to the database describe, so that a backup of an
older version is read and put back as that version had it, and only then brought forward.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_string

from zhaotuifu.kernel.bulk import Prepared
from zhaotuifu.operation.rules import Step, Table

AT_ONCE = 5000


def applied(loader: MigrationLoader) -> tuple[Step, ...]:
    """办过的迁移 — of this database, in order of name."""
    return tuple(sorted((app, name) for app, name in loader.applied_migrations))


def known(loader: MigrationLoader) -> frozenset[Step]:
    """认得的迁移 — of this program."""
    return frozenset((app, name) for app, name in loader.disk_migrations)


def apps_at(loader: MigrationLoader, steps: Iterable[Step]) -> Apps:
    """当时的模型 — the models as they stood after these migrations."""
    return loader.project_state(last_of(loader, steps)).apps


def last_of(loader: MigrationLoader, steps: Iterable[Step]) -> list[Step]:
    """各枝末端 — the migrations that no other of `steps` follows."""
    chosen = set(steps)
    return sorted(
        step for step in chosen
        if not any((child.key in chosen) for child in loader.graph.node_map[step].children)
    )  # fmt: skip


def tables_of(apps: Apps) -> list[type[models.Model]]:
    """全部表 — those of many-to-many relations too, in order of name."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[name] for name in sorted(found)]


@contextmanager
def one_moment() -> Iterator[None]:
    """同一时刻 — what is read inside is as the database stood when the first row was read.

    Nobody is kept from writing. Inside a transaction of the caller it is that one's moment.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # a reader's: Django's own would take the writers' lock
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield


def lines_of(model: type[models.Model]) -> Iterator[str]:
    """逐行 — every row, in order of its key, as a line of JSON without its line end."""
    fields = model._meta.concrete_fields
    wanted = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*wanted)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield _WORDS.encode(row)


def _plain(value: object) -> object:
    """What JSON has no form for."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(type(value).__name__)


_WORDS = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_plain, sort_keys=True
)


def write_table(model: type[models.Model], out: IO[bytes]) -> Table:
    """写一张表 — a head line with the columns, then the rows."""
    columns = [field.column for field in model._meta.concrete_fields]
    out.write((json.dumps(columns) + "\n").encode())
    digest, rows = hashlib.sha256(), 0
    for line in lines_of(model):
        data = (line + "\n").encode()
        digest.update(data)
        out.write(data)
        rows += 1
    return Table(model._meta.db_table, rows, digest.hexdigest())


def count_table(model: type[models.Model]) -> Table:
    """数一张表 — as `write_table` would find it, nothing written."""
    digest, rows = hashlib.sha256(), 0
    for line in lines_of(model):
        digest.update((line + "\n").encode())
        rows += 1
    return Table(model._meta.db_table, rows, digest.hexdigest())


def hash_lines(name: str, lines: Iterator[bytes]) -> Table:
    """数备份里的一张表 — of the file itself, no database."""
    next(lines, b"")
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        rows += 1
    return Table(name, rows, digest.hexdigest())


def read_table(model: type[models.Model], lines: Iterator[bytes]) -> Table:
    """读一张表 — into the empty table of this model; what was read, for comparison.

    Raises ValueError when the columns are not those of the table. Inside a transaction.
    """
    fields = model._meta.concrete_fields
    columns = json.loads(next(lines, b"null"))
    if columns != [field.column for field in fields]:
        raise ValueError(f"columns of {model._meta.db_table}")
    ready = [_ready(field) for field in fields]
    digest, rows = hashlib.sha256(), 0
    while part := list(islice(lines, AT_ONCE)):
        values = []
        for line in part:
            digest.update(line)
            values.append([one(value) for one, value in zip(ready, json.loads(line), strict=True)])
        rows += Prepared(model, fields, values).write()
    return Table(model._meta.db_table, rows, digest.hexdigest())


def _ready(field: models.Field) -> Callable[[Any], Any]:
    """From JSON to what the database takes. Foreign keys are of the kind they point at."""
    if isinstance(field, models.JSONField):
        if field.null:
            return lambda value: field.get_db_prep_save(value, connection)
        # A JSON null in a column that must say something.
        return lambda value: "null" if value is None else field.get_db_prep_save(value, connection)
    aim = field.target_field if isinstance(field, models.ForeignKey) else field
    known: dict[Any, Any] = {}

    def ready(value: Any) -> Any:
        if value not in known:
            if len(known) > AT_ONCE:
                known.clear()
            plain = None if value is None else aim.to_python(value)
            known[value] = field.get_db_prep_save(plain, connection)
        return known[value]

    return ready


def empty_tables(found: Iterable[type[models.Model]]) -> None:
    """腾空 — rows that migrations themselves make; keys are checked at the end of the transaction."""
    for model in found:
        model._base_manager.all()._raw_delete(connection.alias)


def number_on(found: Iterable[type[models.Model]]) -> None:
    """接着编号 — the next new row gets the number after the highest."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)


def build(executor: MigrationExecutor, steps: Iterable[Step]) -> Apps:
    """建表 — an empty database brought to exactly these migrations; its models."""
    targets = last_of(executor.loader, steps)
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def filled() -> list[str]:
    """有数据的表 — of the house's own, in this database; what migrations make by themselves apart."""
    loader = MigrationLoader(connection)
    if not loader.applied_migrations:
        return []
    there = set(connection.introspection.table_names())
    return [
        model._meta.db_table
        for model in tables_of(apps_at(loader, applied(loader)))
        if model._meta.db_table in there
        and model._meta.app_label not in ("contenttypes", "auth")
        and model._base_manager.exists()
    ]
