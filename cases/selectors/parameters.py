"""The parameters a case is judged by: those of the version it is bound to, for good."""

from cases.models import Case
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import parameters_of as parameters_of_version


def parameters_of(case: Case) -> ParameterSet:
    """The complete parameter set of the case's bound regulation version."""
    return parameters_of_version(case.regulation)
