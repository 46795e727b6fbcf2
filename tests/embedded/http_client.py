"""A browser's ways without a browser: keeps cookies, sends forms, follows nothing by itself."""

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Said:
    """An answer of whatever status."""

    def __init__(self, status: int, address: str, body: bytes) -> None:
        self.status, self.address, self.text = status, address, body.decode(errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class NoAnswer(Exception):
    """The connection ended before anything was answered."""


class WebClient:
    """One person at one site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.cookies))

    def log_in(self, username: str, password: str) -> "WebClient":
        said = self.send_form("/login/", {"username": username, "password": password}, page="/login/")
        assert said.status == 302, said.text
        return self

    def get(self, path: str) -> Said:
        return self._ask(urllib.request.Request(self.site + path))

    def send_form(self, path: str, fields: dict[str, str], *, page: str) -> Said:
        """Posts `fields` with the token drawn on `page`."""
        found = TOKEN.search(self.get(page).text)
        assert found, f"no form on {page}"
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": found[1]}).encode()
        return self._ask(urllib.request.Request(self.site + path, data=body, headers={"Referer": self.site + page}))

    def send_json(self, path: str, content: dict[str, Any], headers: dict[str, str]) -> Said:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        sent = {"Content-Type": "application/json", "X-CSRFToken": str(token), "Referer": self.site, **headers}
        return self._ask(urllib.request.Request(self.site + path, data=json.dumps(content).encode(), headers=sent))

    def _ask(self, request: urllib.request.Request) -> Said:
        try:
            with self._opener.open(request, timeout=40) as answer:
                return Said(answer.status, answer.headers.get("Location", ""), answer.read())
        except urllib.error.HTTPError as answer:
            return Said(answer.code, answer.headers.get("Location", ""), answer.read())
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError) as problem:
            raise NoAnswer from problem
