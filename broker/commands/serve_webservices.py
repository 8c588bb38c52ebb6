"""Owns `preau serve webservices`: the web services alone, for a machine of their own.

By cheroot in this one process: Granian verifies client certificates but does not hand them over, and who calls is
told by nothing else. Several such processes may share a port's traffic behind a balancer that passes TLS through.
"""

import logging
from dataclasses import replace

from broker.clock import SystemClock
from broker.commands.installation import Installation, stop_with
from broker.commands.stopping import stop_on_signals
from broker.definitions.addresses import WEBSERVICES, check_exposure
from broker.machine_services import make_machine_listener, provide_machine_certificates
from broker.serving import Serving
from broker.shared import make_shared


def serve_webservices(installation: Installation, count: int, port: int | None) -> None:
    """Serve them until a signal; raises ConfigurationError with what is wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings, workspace, urls = installation.settings, installation.workspace, installation.urls
    check_exposure(settings)
    if count > 1:
        stop_with("--workers", "the web services run in one process", "start the command again, on another --port")
    if not settings.webservices.enabled:
        stop_with("webservices.enabled", "the web services are switched off", "set it to true")
    stopping = stop_on_signals()
    workspace.prepare()
    provide_machine_certificates(settings, workspace, urls, SystemClock().now())
    listener = make_machine_listener(make_shared(settings, workspace, urls), SystemClock())
    if port not in {listener.port, None} and not settings.webservices.url:
        what = f"the web services answer as {urls[WEBSERVICES]}, which is not port {port}"
        stop_with("webservices.url", what, "set webservices.url to their public address, or use --first-port")
    serving = Serving([replace(listener, port=port or listener.port)], settings.listen.threads)
    serving.start()
    try:
        stopping.wait()
    finally:
        serving.stop()
