"""What holds for the whole suite."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)

_summaries: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that rewrites the goldens."""
    parser.addoption("--update-golden", action="store_true", help="write tests/cases/*/expected anew, for review")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to rewrite goldens where nobody reviews them."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused where CI is set: goldens are written by people")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the goldens are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """Address of a moto server on loopback, for the whole run."""
    from tests.oracles.roundtrip import running_moto

    with running_moto() as endpoint:
        yield endpoint


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set everything that a test needs is there, so one that is skipped has failed."""
    return _failed_where_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file."""
    return _failed_where_skipped((yield))


def _failed_where_skipped(report: _Report) -> _Report:
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA skipped test is a failure where CI is set."
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what tests count for the end of the run, from every worker."""
    if report.when == "call":
        _summaries.extend(str(value) for name, value in report.user_properties if name == "summary")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted."""
    for line in sorted(_summaries):
        terminalreporter.write_line(line)
