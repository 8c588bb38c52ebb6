"""Owns the application of the web services: no cookie, no session, no page; each of its endpoints is one line here."""

from collections.abc import Callable

from flask import Blueprint, Flask

from broker.file_stamps import end_look, look_anew
from broker.web.admission import check_declared
from broker.webservices.call_log import CallLog
from broker.webservices.compression import compress
from broker.webservices.errors import prepare_errors
from broker.webservices.ground import Ground
from broker.webservices.index_endpoint import make_index_endpoint
from broker.webservices.reception import Reception

_MOST_BODY_BYTES = 1_048_576
_ENDPOINTS: tuple[Callable[[Ground], Blueprint], ...] = (make_index_endpoint,)


def make_webservices_app(ground: Ground) -> Flask:
    """Put the web services together as a WSGI application, for a listener that hands client certificates over."""
    app = _Services("preau.webservices", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=_MOST_BODY_BYTES, PROVIDE_AUTOMATIC_OPTIONS=False)
    reception = Reception(ground.clock, ground.clients, CallLog(ground.store))
    prepare_errors(app)
    app.before_request(look_anew)
    app.teardown_request(end_look)
    app.before_request(reception.admit)
    app.after_request(compress)  # the last that was named is the first that acts
    app.after_request(reception.keep)
    for make_endpoint in _ENDPOINTS:
        app.register_blueprint(make_endpoint(ground))
    check_declared(app)
    return app


class _Services(Flask):
    def log_exception(self, exc_info: object) -> None:
        """Say nothing here: the handler of failures logs the kind and the place, never a traceback (J215)."""
