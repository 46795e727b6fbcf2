"""How the web server runs: processes that fork before any connection is opened, threads inside them."""

import os
import signal

from yibin_service import environment
from yibin_service.embedded.processes import tie_to_parent

bind = f"{environment.text('HOST', '127.0.0.1')}:{environment.integer('PORT', 8000, low=1, high=65535)}"
workers = environment.integer("WEB_WORKERS", 2, low=1, high=64)
threads = environment.integer("WEB_THREADS", 4, low=1, high=64)
worker_class = "gthread"
preload_app = False
control_socket_disable = True
graceful_timeout = 10
timeout = 60
keepalive = 5
max_requests = 20000
max_requests_jitter = 2000
forwarded_allow_ips = environment.text("FORWARDED_ALLOW_IPS", "127.0.0.1")


def post_fork(server: object, worker: object) -> None:
    """A killed master takes its workers along, so that the port is free for the next."""
    tie_to_parent(signal.SIGTERM, parent=os.getppid())
