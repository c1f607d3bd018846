"""`alphagex-logs serve`."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, say
from alphagex_logs.errors import SettingsError
from alphagex_logs.settings import port_of

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings

ROOT = Path(__file__).parents[2]
_OTHER_ADDRESS = "Choose another address with ALPHAGEX_ADDRESS or --address."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Address and port; the environment gives their defaults."""
    parser.add_argument("--port", help="port to serve on (default: ALPHAGEX_PORT or 8501)")
    parser.add_argument("--address", help="address to bind (default: ALPHAGEX_ADDRESS or 127.0.0.1)")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Serve until Ctrl-C, then stop all that was started."""
    address, port = parsed.address or settings.address, settings.port if parsed.port is None else port_of(parsed.port, "--port")
    free(address, port)
    bar = Progress()
    try:
        start.up(settings, bar)
        bar.close()
        say(f"AlphaGEX Logs is ready: http://{address}:{port}  (Ctrl-C stops it)")
        _serve(address, port)
    finally:
        bar.close()
        start.down()
    return 0


def free(address: str, port: int) -> None:
    """See that the port can be bound.

    Raises SettingsError naming the port, or the address where that is what is wrong, and the way out.
    """
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            port_alone = error.errno in {errno.EADDRINUSE, errno.EACCES}
            other = "Stop what uses it, or choose another with ALPHAGEX_PORT or --port." if port_alone else _OTHER_ADDRESS
            raise SettingsError(f"Port {port} on {address} cannot be used ({error.strerror}).", other) from error


def _serve(address: str, port: int) -> None:
    os.chdir(ROOT)  # where .streamlit/ is
    os.environ["ALPHAGEX_ADDRESS"] = address  # app.py reads the settings anew, and must answer under this name
    sys.path.insert(0, str(ROOT))
    sys.argv = [str(ROOT / "app.py")]
    from app import app  # noqa: PLC0415  the launcher at the top level; importing it loads streamlit

    app.run(config={"server.port": port, "server.address": address, "server.headless": True, "browser.gatherUsageStats": False})
