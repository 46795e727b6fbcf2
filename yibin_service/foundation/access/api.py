"""Who a program is here."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.acts.api_reads import asking, read

from .permissions import Verb, may


class MeAPI(APIView):
    """The account behind the session or token, its roles and what they may do."""

    @read("自己的账号、岗位和可办的事")
    def get(self, request: Request) -> Response:
        user = asking(request)
        return Response(
            {
                "username": user.username,
                "name": user.display_name,
                "unit": user.unit.code if user.unit else None,
                "roles": sorted(user.roles),
                "verbs": [verb.value for verb in Verb if may(user, verb)],
            }
        )
