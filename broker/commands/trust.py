"""Owns what a person is told of the local authority: which file it is, and how each kind of client trusts it."""

import shlex

import click

from broker.transport.local_certificates import LocalCertificates
from broker.transport.outgoing import provide_authorities


def print_trust(certificates: LocalCertificates, url: str) -> None:
    """Print how to trust the authority: one line a client, with `url` as the example."""
    authority = shlex.quote(str(certificates.authority_file))
    together = shlex.quote(provide_authorities(certificates.folder))
    installed = "/usr/local/share/ca-certificates/preau.crt"
    lines = (
        ("curl", f"curl --cacert {authority} {url}"),
        ("Debian", f"sudo cp {authority} {installed} && sudo update-ca-certificates"),
        ("Chromium", f'certutil -d "sql:$HOME/.pki/nssdb" -A -n preau -t C,, -i {authority}   # libnss3-tools'),
        ("Firefox", f"Paramètres › Certificats › Autorités › Importer / Settings › Certificates › Import: {authority}"),
        ("Python", f"export REQUESTS_CA_BUNDLE={together}   # requests ; SSL_CERT_FILE: httpx, urllib"),
        ("Node.js", f"export NODE_EXTRA_CA_CERTS={authority}"),
        ("Java", f"keytool -importcert -cacerts -alias preau -file {authority}"),
    )
    click.echo("TLS : l’autorité locale de ce bac à sable, à laquelle il faut faire confiance, est")
    click.echo("TLS: the local authority of this sandbox, which has to be trusted, is")
    click.echo(f"  {authority}")
    for client, line in lines:
        click.echo(f"  {client:<9} {line}")
