"""The program under test: a process with a data folder, killed and started again on the same ports."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

START_LIMIT_SECONDS = 60


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Program:
    def __init__(self, binary: str) -> None:
        self._binary = binary
        self._folder = tempfile.TemporaryDirectory(prefix="afterimage-")
        self._log = Path(self._folder.name, "log")
        self._port, embedded = free_port(), free_port()
        self._arguments = ["serve", "--listen", f"127.0.0.1:{self._port}", "--embedded-port", str(embedded)]
        self._arguments += ["--data-dir", str(Path(self._folder.name, "data")), "--demo-rate", "0"]
        self.address = f"http://127.0.0.1:{self._port}"
        self.dynamodb = f"http://127.0.0.1:{embedded}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Program":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end(signal.SIGTERM)
        self._folder.cleanup()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([self._binary, *self._arguments], stdout=log, stderr=log)
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the program did not start:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """No warning, no chance to finish anything."""
        self._end(signal.SIGKILL)

    def get(self, path: str, **parameters: object) -> dict:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.address}/api/v1/{path}?{query}", timeout=60) as answer:
            return json.load(answer)

    def log(self) -> str:
        return self._log.read_text()

    def _answers(self) -> bool:
        try:
            self.get("tables")
        except OSError:
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(30)
