"""Run the test in which everything fails at once (tests/end_to_end/test_chaos.py), by default for 200 rounds."""

import argparse
import os
import subprocess
import sys


def main(arguments: list[str]) -> None:
    """Runs the rounds and shows their figures; exits as the test does."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks chaos")
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=8)
    chosen = options.parse_args(arguments)
    environment = {**os.environ, "CHAOS_ROUNDS": str(chosen.rounds), "CHAOS_SEED": str(chosen.seed)}
    command = [sys.executable, "-m", "pytest", "tests/end_to_end/test_chaos.py", "-n", "0", "-s"]
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)
