"""What the two assessment endpoints have in common: the body is read from its literal text, faults answer 400."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.access.permissions import Verb, require

from .faults import Fault, FaultyDocument
from .literal_json import not_json, one_value
from .selectors import enacted_book
from .versions import VersionBook

LARGEST_BODY = 1 << 20


class DocumentParser(BaseParser):
    """JSON whose numbers keep their text; a key given twice is told, not lost."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise not_json(f"it is longer than {LARGEST_BODY} bytes")
        return one_value(body)


class AssessAPI(APIView):
    """Judges one document: 200 with the result, or 400 with `faults`, each `{"path", "message"}`."""

    parser_classes = [DocumentParser]

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        """The result of one document. Raises FaultyDocument."""
        raise NotImplementedError

    def post(self, request: Request) -> Response:
        require(request.user, Verb.ASSESS)  # type: ignore[arg-type]
        try:
            return Response(self.judge(self._sent(request), enacted_book()))
        except FaultyDocument as faulty:
            return Response({"faults": [told(fault) for fault in faulty.faults]}, status=400)

    @staticmethod
    def _sent(request: Request) -> Any:
        """The body's one value; an empty body never comes to the parser."""
        if request.stream is None:
            raise not_json("the body is empty")
        return request.data


def told(fault: Fault) -> dict[str, str]:
    """A fault as the contract has it over HTTP; the message speaks to people."""
    return {"path": fault.place or "$", "message": fault.chinese}
