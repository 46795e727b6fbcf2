"""The tests' hold on the database's clock.

`now()`, `statement_timestamp()` and `clock_timestamp()` are shadowed in the schema `public` of the test database by
functions that add a shift; everything that asks PostgreSQL for the time, our raw SQL too, then lives on that day.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection

SHADOW = """
CREATE TABLE IF NOT EXISTS public.test_clock (shift interval NOT NULL);
DELETE FROM public.test_clock;
INSERT INTO public.test_clock VALUES ('0');
CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE AS
  'SELECT pg_catalog.now() + (SELECT shift FROM public.test_clock)';
CREATE OR REPLACE FUNCTION public.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
  'SELECT pg_catalog.statement_timestamp() + (SELECT shift FROM public.test_clock)';
CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT pg_catalog.clock_timestamp() + (SELECT shift FROM public.test_clock)';
GRANT SELECT ON public.test_clock TO PUBLIC;
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Puts the shadow clock in."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(SHADOW)
        name = connection.settings_dict["NAME"]
        cursor.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
        cursor.execute("SET search_path = public, pg_catalog")


def _set_shift(moment: datetime | None) -> None:
    with connection.cursor() as cursor:
        if moment is None:
            cursor.execute("UPDATE public.test_clock SET shift = '0'")
        else:
            cursor.execute("UPDATE public.test_clock SET shift = %s - pg_catalog.clock_timestamp()", [moment])


@pytest.fixture
def travel_to(request: pytest.FixtureRequest) -> Iterator[Callable[[datetime], None]]:
    """`travel_to(moment)`: from now on the database says it is `moment` (and goes on from there).

    Inside one transaction PostgreSQL's now() stands still, so in a plain `db` test the moment holds to within the
    time the test has run. Needs the `db`, `transactional_db` or `live_server` fixture.
    """
    yield _set_shift
    if connection.in_atomic_block and connection.needs_rollback:
        return
    _set_shift(None)
