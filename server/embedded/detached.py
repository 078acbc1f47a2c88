"""A supervisor in the background: started here, heard of through a pipe until it is ready."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from server.embedded.console import Console
from server.embedded.home import LOG, open_home
from server.embedded.options import UpOptions
from server.embedded.problems import CANNOT_START, StartProblem
from server.embedded.start import attend


def launch(options: UpOptions) -> str:
    """Start in the background and wait until it is ready; what it says then.

    Raises StartProblem with the background's own words.
    """
    home = options.data_dir.absolute()
    open_home(home)
    log = home / LOG
    wanted = asdict(replace(options, data_dir=home)) | {"data_dir": str(home)}
    reading, writing = os.pipe()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    process = subprocess.Popen(
        [sys.executable, "-m", "server.embedded.detached", str(writing), json.dumps(wanted)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        pass_fds=[writing],
    )
    os.close(writing)
    os.close(output)
    try:
        with os.fdopen(reading) as pipe:
            told = pipe.read()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise StartProblem("Stopped before it was ready.") from None
    message: dict[str, Any] = json.loads(told or "{}")
    if "ready" in message:
        return f"{message['ready']}\nThe log is {log}"
    process.wait()
    text = message.get("problem", f"Acetate ended before it was ready: see {log}.")
    raise StartProblem(text, exit_code=message.get("exit_code", CANNOT_START))


def main(report: int, wanted: dict[str, Any]) -> int:
    """The background's own life; `report` is the pipe to the one who waits."""
    options = UpOptions(**wanted | {"data_dir": Path(wanted["data_dir"])})
    os.set_inheritable(report, False)
    pipe = os.fdopen(report, "w")

    def tell(**message: object) -> None:
        if not pipe.closed:
            pipe.write(json.dumps(message))
            pipe.close()

    console = Console(options.data_dir / LOG)
    try:
        attend(options, console, lambda text: tell(ready=text))
    except StartProblem as problem:
        console.say("acetate", str(problem))
        tell(problem=str(problem), exit_code=problem.exit_code)
        return problem.exit_code
    except BaseException as error:
        tell(problem=f"Acetate failed: {error}", exit_code=CANNOT_START)
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), json.loads(sys.argv[2])))
