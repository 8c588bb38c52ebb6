"""Owns the application of the web services: no cookie, no session, no page; each of its endpoints is one line here."""

from collections.abc import Callable

from flask import Flask

from broker.file_stamps import end_look, look_anew
from broker.web.routes import Routes
from broker.web.security_headers import add_security_headers
from broker.webservices.bodies import MOST_BODY_BYTES, take_body
from broker.webservices.call_log import CallLog
from broker.webservices.compression import compress
from broker.webservices.errors import prepare_errors
from broker.webservices.ground import Ground
from broker.webservices.index_endpoint import make_index_endpoint
from broker.webservices.list_endpoint import make_list_endpoint
from broker.webservices.reception import Reception
from broker.webservices.report_endpoints import make_report_endpoints
from broker.webservices.subscription_endpoints import make_subscription_endpoints

_ENDPOINTS: tuple[Callable[[Ground], Routes], ...] = (
    make_index_endpoint,
    make_list_endpoint,
    make_subscription_endpoints,
    make_report_endpoints,
)


def make_webservices_app(ground: Ground) -> Flask:
    """Put the web services together as a WSGI application, for a listener that hands client certificates over."""
    app = _Services("preau.webservices", static_folder=None)
    prepare_calls(app, Reception(ground.clock, ground.clients, CallLog(ground.store), ground.acts))
    for make_endpoint in _ENDPOINTS:
        app.register_blueprint(make_endpoint(ground))
    return app


def prepare_calls(app: Flask, reception: Reception) -> None:
    """Let an application receive every call, answer every error and pack every answer in the one way there is."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BODY_BYTES, PROVIDE_AUTOMATIC_OPTIONS=False)
    prepare_errors(app)
    app.before_request(look_anew)
    app.teardown_request(end_look)
    app.before_request(reception.admit)
    app.before_request(take_body)
    app.after_request(add_security_headers)  # the last that was named is the first that acts
    app.after_request(compress)
    app.after_request(reception.keep)


class _Services(Flask):
    def log_exception(self, exc_info: object) -> None:
        """Say nothing here: the handler of failures logs the kind and the place, never a traceback (J215)."""
