"""Write closed months, many at once."""

import json
from collections.abc import Sequence

from django.db import connection

from staff.models import AttendanceMonth

COPY = """
COPY staff_attendancemonth (employee_id, month, regulation, document, result, days, standing_document, standing_result,
                            deduction, differences, payable, closed_by_id, closed_at) FROM STDIN
"""


def freeze_months(rows: Sequence[AttendanceMonth]) -> None:
    """All of them or, in the caller's transaction, none. The rows given get no key of their own."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            document, result = _text(row.document), _text(row.result)
            start = (row.employee_id, row.month, row.regulation, document, result, _text(row.days), document, result)
            sums = (row.deduction, row.differences, row.payable)
            copy.write_row((*start, *sums, row.closed_by_id, row.closed_at))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
