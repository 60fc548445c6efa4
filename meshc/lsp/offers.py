"""What a client that asks for findings was answered, so that it is told when others would come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from meshc.lsp.findings import Plain, Report


class Offers:
    """The answers by the URI of the file, each with the name by which the client may say that it has it."""

    def __init__(self, ask_again: Callable[[], None]) -> None:
        """`ask_again` asks the client to ask again for everything."""
        self._ask_again = ask_again
        self._answers: dict[str, tuple[list[Plain], str]] = {}
        self._offered: dict[str, list[Plain]] = {}
        self._last = 0

    def result(self, uri: str, items: list[Plain]) -> str:
        """The name of an answer; the same for as long as the answer is the same."""
        self._offered.pop(uri, None)
        known = self._answers.get(uri)
        if known is None or known[0] != items:
            self._last += 1
            known = items, str(self._last)
            self._answers[uri] = known
        return known[1]

    def check(self, now: Mapping[str, Report]) -> None:
        """Ask the client to ask again where it would get other answers than it has; once for each of them."""
        stale = {
            uri: report.items
            for uri, report in now.items()
            if uri in self._answers and self._answers[uri][0] != report.items
        }
        news = any(self._offered.get(uri) != items for uri, items in stale.items())
        self._offered = stale
        self._answers = {uri: answer for uri, answer in self._answers.items() if uri in now}
        if news:
            self._ask_again()
