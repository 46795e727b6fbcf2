"""Reads of regulation versions. An enacted version never changes, so its parameter set is kept once it was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from .models import Family, ParameterValue, RegulationVersion
from .newer_parameters import with_newer
from .parameters import UNSETTLED, NoVersionInForce, ParameterSet, is_unsettled, without_codes, written
from .versions import UnknownVersion, VersionBook, fixture_book

CONNECT_SECONDS = 2

_enacted_sets: dict[tuple[int, str], ParameterSet] = {}


def enacted_versions(family: str) -> QuerySet[RegulationVersion]:
    """Enacted versions of one regulation, the latest first; drafts left out."""
    return RegulationVersion.objects.filter(family=family, status=RegulationVersion.Status.ENACTED)


def version_in_force(family: str, on: date) -> RegulationVersion:
    """The enacted version that began last on or before `on`. Raises NoVersionInForce before the first."""
    version = enacted_versions(family).filter(effective_from__lte=on).order_by("-effective_from").first()
    if version is None:
        raise NoVersionInForce(f"no version in force on {on.isoformat()}")
    return version


def parameters_on(family: str, on: date) -> ParameterSet:
    """The parameter set in force on the day of the fact."""
    return parameters_of(version_in_force(family, on))


def parameter_set(code: str) -> ParameterSet:
    """The set of one enacted version by its code. Raises UnknownVersion, for drafts too."""
    version = RegulationVersion.objects.filter(code=code, status=RegulationVersion.Status.ENACTED).first()
    if version is None:
        raise UnknownVersion(code)
    return parameters_of(version)


def parameter_sets(codes: Iterable[str]) -> dict[str, ParameterSet]:
    """The sets of several enacted versions by code, in one query. Raises UnknownVersion, for drafts too."""
    wanted = set(codes)
    rows = RegulationVersion.objects.filter(code__in=wanted, status=RegulationVersion.Status.ENACTED)
    found = {version.code: parameters_of(version) for version in rows}
    if missing := wanted - found.keys():
        raise UnknownVersion(min(missing))
    return found


def parameters_of(version: RegulationVersion) -> ParameterSet:
    """The typed set of a version; kept for an enacted one, read each time for a draft. Raises ParameterFault if incomplete."""
    key = (version.pk, version.code)
    if version.is_enacted and key in _enacted_sets:
        return _enacted_sets[key]
    raw = dict(version.parameters.values_list("key", "value"))
    values = ParameterSet(
        code=version.code,
        family=version.family,
        title=version.title,
        effective_from=version.effective_from,
        raw=raw,
    )
    if version.is_enacted:
        _enacted_sets[key] = values
    return values


def parameters_of_enacted(pk: int, code: str) -> ParameterSet:
    """The set of an enacted version of which only key and code are known: no query once a process has read it."""
    kept = _enacted_sets.get((pk, code))
    return kept if kept is not None else parameters_of(RegulationVersion.objects.get(pk=pk))


def enacted_book() -> VersionBook:
    """Every enacted version of both regulations."""
    enacted = RegulationVersion.objects.filter(status=RegulationVersion.Status.ENACTED)
    return VersionBook(parameters_of(version) for version in enacted)


def book_or_fixtures() -> tuple[VersionBook, str]:
    """Every enacted version, and where it was read. Where no database answers, or it holds none, the product's own files.

    The second part is empty for the database, else the reason, for people.
    """
    connection.settings_dict.setdefault("OPTIONS", {}).setdefault("connect_timeout", CONNECT_SECONDS)
    try:
        book = enacted_book()
    except DatabaseError:
        return fixture_book(), "no database answered"
    if not book.is_complete():
        return fixture_book(), "the database holds no enacted versions"
    return book, ""


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """One parameter of a version as a page draws it; `value` is the raw text, `shown` what people read."""

    key: str
    title: str
    clause: str
    unit: str
    is_reading: bool
    note: str
    value: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class ComparedParameter:
    """One parameter in two versions; empty where a version has no such parameter or leaves it unset."""

    key: str
    title: str
    clause: str
    unit: str
    is_reading: bool
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def _shown(family: str, value: ParameterValue) -> ShownParameter:
    return ShownParameter(
        key=value.key,
        title=value.title,
        clause=value.clause,
        unit="" if value.value is None else value.unit,
        is_reading=value.is_reading,
        note=without_codes(family, value.key, value.note),
        value=value.value,
        shown=written(family, value.key, value.value),
    )


def shown_parameters(version: RegulationVersion, clause: str | None = None) -> list[ShownParameter]:
    """The parameters of a version in the order they are shown; only those of `clause` where it is given."""
    return [
        _shown(version.family, value) for value in parameter_rows(version) if clause is None or value.clause == clause
    ]


def parameter_rows(version: RegulationVersion) -> list[ParameterValue]:
    """The same as rows; those of keys that came after an enacted version hold what is assumed for them."""
    rows = version.parameters.order_by("position")
    return with_newer(version, rows) if version.is_enacted else list(rows)


def compare(before: RegulationVersion, after: RegulationVersion) -> list[ComparedParameter]:
    """Every parameter of two versions side by side, in the order of the later one; dropped ones last."""
    old = {value.key: value for value in shown_parameters(before)}
    new = {value.key: value for value in shown_parameters(after)}
    keys = [*new, *(key for key in old if key not in new)]
    return [_compared(old.get(key), new.get(key)) for key in keys]


def _compared(old: ShownParameter | None, new: ShownParameter | None) -> ComparedParameter:
    shown = new or old
    assert shown is not None, "a compared key stands in one version at least"
    return ComparedParameter(
        key=shown.key,
        title=shown.title,
        clause=shown.clause,
        unit=shown.unit or (old.unit if old else ""),
        is_reading=shown.is_reading,
        before=_with_mark(old),
        after=_with_mark(new),
    )


def _with_mark(row: ShownParameter | None) -> str:
    """The value as compared: settling one that was 待核定 is a change too."""
    if row is None:
        return ""
    return f"{row.shown or '未设'}（{UNSETTLED}）" if is_unsettled(row.note) else row.shown


def all_versions() -> QuerySet[RegulationVersion]:
    """Every version with its people, the latest first day first."""
    rows = RegulationVersion.objects.select_related("drafted_by", "enacted_by", "based_on")
    return rows.order_by("family", "-effective_from", "-pk")


def version_by_code(code: str) -> RegulationVersion | None:
    """The version of that code with its people, draft or enacted."""
    return all_versions().filter(code=code).first()


def latest_in_force(family: str, on: date) -> RegulationVersion | None:
    """The enacted version of that day; None before the first."""
    return enacted_versions(family).filter(effective_from__lte=on).order_by("-effective_from").first()


@dataclass(frozen=True, slots=True)
class ListedFamily:
    """One regulation on the list: its drafts, the version in force, and the others that were or will be."""

    name: str
    in_force: RegulationVersion | None
    versions: list[RegulationVersion]


def families(on: date) -> list[ListedFamily]:
    """Both regulations with all their versions, drafts first."""
    rows = sorted(all_versions(), key=lambda version: version.is_enacted)
    return [
        ListedFamily(str(label), latest_in_force(family, on), [row for row in rows if row.family == family])
        for family, label in Family.choices
    ]


def versions_to_compare(version: RegulationVersion) -> list[RegulationVersion]:
    """The other versions of the same regulation, the model of this one first."""
    others = all_versions().filter(family=version.family).exclude(pk=version.pk)
    return sorted(others, key=lambda other: other.pk != version.based_on_id)
