"""Owns the real programs that read a kit's files: each is asked for its own opinion, where it is installed."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from lxml import etree

_MODULES = Path("/usr/lib/apache2/modules")
_BASIS = ("mpm_event", "authz_core", "authn_core", "authz_user", "headers", "setenvif")
_PAIR = re.compile(r" *(- )?(?:[a-z0-9-]+:(?: (?:\"[^\"\\]*\"|[a-z0-9_]+))?|\"[^\"\\]*\")", re.IGNORECASE)


def read_by_apache(text: str, module: str, folder: Path) -> None:
    """Have Apache read a configuration with a module loaded: every directive and every value of it."""
    apache = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if apache is None or not (_MODULES / f"mod_{module}.so").exists():
        _skip(f"needs apache2 and {module} (Debian: libapache2-mod-{module.replace('_', '-')})")
    (folder / "kit.conf").write_text(text, encoding="utf-8")
    loaded = [f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in (*_BASIS, module)]
    fixed = [f"ServerRoot {folder}", f"ErrorLog {folder}/error.log", "ServerName localhost", "Listen 127.0.0.1:1"]
    main = folder / "httpd.conf"
    main.write_text("\n".join([*fixed, *loaded, f"Include {folder}/kit.conf"]) + "\n", encoding="utf-8")
    _run(str(apache), "-t", "-f", str(main))


def read_by_node(text: str, name: str, folder: Path) -> None:
    """Have Node read a script."""
    _read_by("node", ("--check",), text, folder / name)


def read_by_php(text: str, name: str, folder: Path) -> None:
    """Have PHP read a script."""
    _read_by("php", ("-l",), text, folder / name)


def read_file(name: str, text: str) -> object:
    """Return a file as the parser of its kind reads it; None where this machine has no parser of that kind."""
    kind = name.rpartition(".")[2]
    if kind == "py":
        compile(text, name, "exec", dont_inherit=True)
        return ast.parse(text)
    if kind in {"cfg", "toml"}:
        return tomllib.loads(text)
    if kind == "xml":
        return etree.fromstring(text.encode())
    if kind == "yml":
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        assert all(_PAIR.fullmatch(line) and len(line) - len(line.lstrip()) in range(0, 24, 2) for line in lines), text
        return lines
    return None


def _read_by(program: str, options: tuple[str, ...], text: str, file: Path) -> None:
    found = shutil.which(program)
    if found is None:
        _skip(f"needs {program}")
    file.write_text(text, encoding="utf-8")
    _run(str(found), *options, str(file))


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - a parser of this machine
    assert done.returncode == 0, done.stderr + done.stdout


def _skip(reason: str) -> None:
    required = os.environ.get("PREAU_LIVE") == "1" and "apache2" in reason
    pytest.fail(reason) if required else pytest.skip(reason)
