"""Owns the leading of a browser to another site by an address: a redirection, or a page that goes on by itself."""

from flask import redirect, request
from werkzeug.wrappers import Response

from broker.core.sentence import Sentence
from broker.web.rendering import render


def lead_on(address: str, destination: Sentence | str) -> Response:
    """Lead the browser to another site, from which it may be led further.

    A browser holds every redirection that follows a form to the policy of the form's page (CSP 3, form-action), and
    follows twenty at the most: a page in between begins anew. Whoever is no browser is redirected.
    """
    if request.method != "POST" and "Sec-Fetch-Mode" not in request.headers:
        return redirect(address, 303)
    return render("web/leading.html", address=address, destination_title=destination)


def lead_to(address: str, destination: Sentence | str) -> Response:
    """Lead the browser to the end of its way: by a redirection, or a page where a form's policy would stop it.

    Whoever is no browser says nothing of its mode, and is redirected.
    """
    if request.method != "POST":
        return redirect(address, 302)
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        return render("web/leading.html", address=address, destination_title=destination)
    return redirect(address, 303)  # F134: a redirection that posts nothing again
