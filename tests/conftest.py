"""What holds for the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_summaries: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what tests count for the end of the run, from every worker."""
    if report.when == "call":
        _summaries.extend(str(value) for name, value in report.user_properties if name == "summary")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted."""
    for line in sorted(_summaries):
        terminalreporter.write_line(line)
