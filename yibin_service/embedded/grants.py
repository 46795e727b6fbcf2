"""What the application's role may do: all with rows, nothing with tables, only add where rows are for good."""

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def grant_after_migrate(*, using: str, **_: object) -> None:
    """After every migration, in the migrating role: grants follow the tables."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [settings.APPLICATION_ROLE]
        )
        me, exists = cursor.fetchone()
    # With a single address there is one role for everything; then the triggers alone guard.
    if exists and me != settings.APPLICATION_ROLE:
        grant(connections[using], role=settings.APPLICATION_ROLE)


def grant(connection: BaseDatabaseWrapper, *, role: str) -> None:
    """Idempotent. TRUNCATE is granted nowhere; UPDATE and DELETE not on append-only tables."""
    to = connection.ops.quote_name(role)
    tables = set(connection.introspection.table_names())
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {to}",
        f"GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON {connection.ops.quote_name('django_migrations')} FROM {to}",
    ]
    statements += [
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {to}"
        for table in sorted(append_only_tables() & tables)
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def append_only_tables() -> set[str]:
    """The settings' list and every history table written by pghistory's triggers."""
    from pghistory.models import Event

    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    return set(settings.APPEND_ONLY_TABLES) | history
