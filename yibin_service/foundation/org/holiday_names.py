"""What the days off are called."""

from datetime import date, timedelta

import chinese_calendar

from .models import CalendarDay


def holiday_names(first: date, last: date) -> dict[date, str]:
    """The Chinese names of statutory holidays between two days, those entered by hand before the published ones.

    An ordinary weekend has none, nor has a year nobody has published.
    """
    entered = CalendarDay.objects.filter(on__range=(first, last))
    by_hand = {row.on: row.name for row in entered}
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return {on: name for on in days if (name := by_hand.get(on, _published(on)))}


def _published(on: date) -> str:
    try:
        is_holiday, name = chinese_calendar.get_holiday_detail(on)
    except NotImplementedError:
        return ""
    if not is_holiday or name is None:
        return ""
    return next((one.chinese for one in chinese_calendar.Holiday if one.value == name), "")
