"""The demo's 工作移交: one completed, one under way with something for everybody."""


import pytest

from staff.models import Employee, HandoverState, ItemState, WorkHandover
from staff.selectors.handover_turns import turns
from staff.selectors.handovers import listing_of
from tests.stories.test_department_demo import cast  # noqa: F401  (a fixture)
from tests.world import at
from yibin_service.desk.demo.cast import Cast
from yibin_service.desk.demo.department import load_department
from yibin_service.desk.demo.field_work import load_field_work
from yibin_service.desk.demo.handovers import load_handovers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", ["2026-11-23 15:00", "2026-12-01 08:05"])
def test_one_has_left_and_one_hands_over(cast: Cast, moment: str) -> None:  # noqa: F811
    now = at(moment)
    load_department(cast, now)
    load_field_work(cast, now)
    load_handovers(cast, now)
    done, running = WorkHandover.objects.order_by("pk")
    assert (done.state, running.state) == (HandoverState.COMPLETED, HandoverState.OPEN)
    assert Employee.objects.get(number="0342").left_on == done.effective_on
    states = {item.state for item in listing_of(running, now).items}
    assert states == {ItemState.OPEN, ItemState.HANDED, ItemState.RECEIVED}
    waiting = {name: [turn.verb for turn in turns(cast[name], now, 20)] for name in ("service_manager", "service_engineer", "finance")}
    assert waiting == {"service_manager": ["接收移交", "指定移交接收人"], "service_engineer": ["移交工作"], "finance": []}
