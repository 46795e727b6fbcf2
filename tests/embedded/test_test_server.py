"""The servers the tests stand on."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_test_database_knows_chinese_letters():
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT '纸卷破损' ~ '^\w+$', current_user")
        assert cursor.fetchone() == (True, "yibin_owner")
