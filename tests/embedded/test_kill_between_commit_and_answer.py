"""The web process is killed at the worst moment, and the act is sent again: done once, answered as if nothing had been."""

import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import CHROMIUM
from yibin_service.embedded import postgres

from .cutting_wire import CuttingWire
from .http_client import NoAnswer, Said, WebClient
from .running import WEB_ONLY, Running, manage, running, wait_for
from .small_site import CLERK, CUSTOMER, PASSWORD

SHANGHAI = ZoneInfo("Asia/Shanghai")
ADMIN = {"ADMIN_USERNAME": "wangwei", "ADMIN_NAME": "王伟", "ADMIN_PASSWORD": "纸机十二号-2026"}
SETTLE = "from tests.embedded.small_site import settle; settle()"
BEFORE, AFTER = "before the commit", "after the commit"
_batches = count(1)


class Site:
    """A running web whose every word to its database goes over the cutting wire."""

    def __init__(self, app: Running, wire: CuttingWire, database: str, ids: dict[str, int]) -> None:
        self.app, self.wire, self.database, self.ids = app, wire, database, ids
        self.address = f"http://127.0.0.1:{app.port}"
        self.begun = datetime.now(SHANGHAI)  # one moment for all: a card sent again after the minute has changed is the same card

    def ask(self, query: str, *values: object) -> Any:
        with psycopg.connect(self.database) as connection:
            row = connection.execute(query, values).fetchone()
            assert row is not None
            return row[0]

    def cards(self, batch: str) -> int:
        return int(self.ask("SELECT count(*) FROM cases_feedbackcard WHERE batch_no = %s", batch))

    def acts(self, act_id: str) -> int:
        return int(self.ask("SELECT count(*) FROM acts_act WHERE id = %s", act_id))

    def clerk(self) -> WebClient:
        return WebClient(self.address).log_in(CLERK, PASSWORD)

    def card(self, **changes: Any) -> dict[str, Any]:
        """A sound card of a batch of its own, as the page's form and the API both take it."""
        now = self.begun
        facts: dict[str, Any] = {
            **self.ids,
            "customer_text": CUSTOMER,
            "received_by_sales_at": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}",
            "received_known_by": "record",
            "source": "phone",
            "contact_name": "杨德福",
            "contact_phone": "138 0871 2206",
            "batch_no": f"7A{next(_batches):06d}",
            "problem_kind": "intrinsic",
            "opened_at": f"{now - timedelta(days=2):%Y-%m-%dT%H:%M}",
            "occurred_known_by": "statement",
            "estimated_loss": "8200.00",
            "description": "上机印刷教辅封二，两卷均有洞穿。",
        }
        return facts | changes


ROLLS = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-roll_no": "7A261003-08", "lines-0-tonnes": "0.862"}


@pytest.fixture(scope="module")
def site(postgres_cluster: postgres.Cluster, queue_url: str) -> Iterator[Site]:
    superuser = postgres_cluster.url(user=postgres.SUPERUSER, database="postgres")
    folder = Path(tempfile.mkdtemp(prefix="yibin-kill-"))
    (folder / "wire").mkdir()
    direct = {
        "DATABASE_URL": postgres_cluster.url(user=postgres.APPLICATION, database="killed"),
        "MIGRATION_DATABASE_URL": postgres_cluster.url(user=postgres.OWNER, database="killed"),
        "REDIS_URL": queue_url,
    }
    over_wire = direct | {"DATABASE_URL": f"postgresql://{postgres.APPLICATION}@/killed?host={folder / 'wire'}"}
    wire = CuttingWire(folder / "wire", postgres_cluster.sockets)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS killed WITH (FORCE)")
        connection.execute(f"CREATE DATABASE killed OWNER {postgres.OWNER} TEMPLATE template0")
        try:
            for words, more in ((["init_site"], ADMIN), (["shell", "-v0", "-c", SETTLE], {})):
                done = manage(*words, var=folder / "var", **direct, **more)
                assert done.returncode == 0, done.stderr
            ids = json.loads(done.stdout.splitlines()[-1])
            with running(folder / "var", argv=WEB_ONLY, WEB_WORKERS="2", **over_wire) as app:
                yield Site(app, wire, direct["DATABASE_URL"], ids)
        finally:
            wire.close()
            connection.execute("DROP DATABASE killed WITH (FORCE)")
            shutil.rmtree(folder, ignore_errors=True)


def send_form(site: Site, clerk: WebClient, act_id: str, **changes: Any) -> Said:
    fields = {name: str(value) for name, value in site.card(**changes).items()}
    return clerk.send_form(f"/cards/drafts/{act_id}/", {"act_id": act_id, **fields, **ROLLS}, page="/cards/new/")


def send_program(site: Site, clerk: WebClient, key: str, **changes: Any) -> Said:
    lines = [{"roll_no": "7A261003-08", "tonnes": "0.862"}]
    content = {**site.card(**changes), "lines": lines}
    return clerk.send_json("/api/cards/new/", content, {"Idempotency-Key": key})


def kill_once(site: Site, moment: Any, send: Any) -> None:
    """Sends with the wire armed: no answer comes, and one web process is dead."""
    before = len(site.wire.killed)
    site.wire.armed = moment
    with pytest.raises(NoAnswer):
        send()
    assert len(site.wire.killed) == before + 1


@pytest.mark.parametrize("moment, kept", [(AFTER, 1), (BEFORE, 0)])
def test_a_form_whose_answer_was_lost_is_sent_again_and_files_one_card(site: Site, moment: str, kept: int):
    clerk, act_id, batch = site.clerk(), str(uuid.uuid4()), f"FORM-{kept}"
    kill_once(site, moment, lambda: send_form(site, clerk, act_id, batch_no=batch))
    wait_for(lambda: site.acts(act_id) == kept)
    assert site.cards(batch) == kept

    answers = [send_form(site, clerk, act_id, batch_no=batch) for _ in range(2)]
    number = site.ask("SELECT number FROM cases_feedbackcard WHERE batch_no = %s", batch)
    assert [(said.status, said.address) for said in answers] == [(302, f"/cases/{number}/")] * 2
    assert (site.cards(batch), site.acts(act_id)) == (1, 1)


@pytest.mark.parametrize("moment, kept", [(AFTER, 1), (BEFORE, 0)])
def test_a_program_whose_answer_was_lost_repeats_its_key_and_gets_the_saved_answer(site: Site, moment: str, kept: int):
    clerk, key, batch = site.clerk(), str(uuid.uuid4()), f"KEY-{kept}"
    kill_once(site, moment, lambda: send_program(site, clerk, key, batch_no=batch))
    wait_for(lambda: site.acts(key) == kept)

    first, second = (send_program(site, clerk, key, batch_no=batch) for _ in range(2))
    assert first.status == second.status < 300, first.text
    assert (first.json["repeated"], second.json["repeated"]) == (bool(kept), True)
    assert {**first.json, "repeated": True} == second.json
    assert (site.cards(batch), site.acts(key)) == (1, 1)


def test_the_same_id_with_another_content_is_a_conflict_after_the_kill(site: Site):
    clerk, act_id, key = site.clerk(), str(uuid.uuid4()), str(uuid.uuid4())
    kill_once(site, AFTER, lambda: send_form(site, clerk, act_id, batch_no="CONFLICT-1"))
    kill_once(site, AFTER, lambda: send_program(site, clerk, key, batch_no="CONFLICT-2"))

    by_form = send_form(site, clerk, act_id, batch_no="CONFLICT-3")
    by_program = send_program(site, clerk, key, batch_no="CONFLICT-4")
    assert (by_form.status, by_program.status) == (409, 409)
    assert "已用于另一份内容" in by_form.text and "已用于另一份内容" in by_program.json["message"]
    assert [site.cards(f"CONFLICT-{number}") for number in (1, 2, 3, 4)] == [1, 1, 0, 0]


def test_a_person_presses_again_in_the_browser_and_the_customer_is_entered_once(site: Site, playwright: Playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
    try:
        page = browser.new_page(base_url=site.address, locale="zh-CN")
        page.goto("/login/")
        page.get_by_label("用户名").fill(CLERK)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main button[type=submit], form button[type=submit]").first.click()
        page.wait_for_url("**/")
        page.goto("/customers/new/")
        page.get_by_label("名称").fill("玉溪红塔包装有限公司")
        killed = len(site.wire.killed)
        site.wire.armed = AFTER
        page.get_by_role("button", name="新增客户").click()
        wait_for(lambda: len(site.wire.killed) == killed + 1)

        # Chromium repeats by itself what got no byte of an answer on a used connection; else the person presses again.
        again, done = page.get_by_role("button", name="再提交一次"), page.get_by_text("已新增客户 玉溪红塔包装有限公司")
        again.or_(done).first.wait_for()
        if again.is_visible():
            again.click()
        done.wait_for()
    finally:
        browser.close()
    assert site.ask("SELECT count(*) FROM cases_customer WHERE name = '玉溪红塔包装有限公司'") == 1
    assert site.ask("SELECT count(*) FROM acts_event WHERE text = '新增客户 玉溪红塔包装有限公司'") == 1
    assert site.ask("SELECT count(*) FROM acts_act WHERE verb LIKE 'add_customer:%%'") == 1


def test_a_killed_web_process_has_a_successor(site: Site):
    clerk = site.clerk()
    kill_once(site, AFTER, lambda: send_program(site, clerk, str(uuid.uuid4())))

    def processes() -> int:
        """The master and its two children."""
        return len([each for each in site.app.everything() if "gunicorn" in " ".join(each.cmdline())])

    wait_for(lambda: processes() == 3, site.app.output)
    for path in ("/healthz", "/readyz"):
        assert site.app.answers(path)
    assert clerk.get("/cards/").status == 200


def test_sessions_cut_under_the_web_hurt_no_request_that_follows(site: Site, postgres_cluster: postgres.Cluster):
    """As a restart of PostgreSQL does: every kept connection is dead when the next request comes."""
    clerk = site.clerk()
    for _ in range(8):  # a connection kept in every thread that answered
        assert clerk.get("/cards/").status == 200
    with psycopg.connect(postgres_cluster.url(user=postgres.SUPERUSER, database="postgres"), autocommit=True) as connection:
        cut = connection.execute(
            "SELECT count(*) FROM (SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'killed') ended"
        ).fetchone()
    assert cut is not None and cut[0] >= 1
    assert [clerk.get("/cards/").status for _ in range(8)] == [200] * 8
