from __future__ import annotations

from textwrap import dedent

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.junit import render

from .places import Texts


def golden(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_failures_notes_and_findings_without_a_place() -> None:
    texts = Texts(main="service ap\n", team="x")
    findings = [
        Diagnostic("MC201", "undefined-name", Severity.ERROR, '`ap` & "api"', texts.label("ap"), help="a <b>"),
        Diagnostic("MC601", "odd", Severity.NOTE, "m", texts.label("x", file="team")),
        Diagnostic("MC102", "no-mesh", Severity.WARNING, "no mesh"),
    ]
    assert render(findings, texts.sources, prefix="shop/").decode() == golden("""
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="meshc" tests="3" failures="2" errors="0" time="0">
          <testsuite name="shop/main.mesh" tests="2" failures="2" errors="0" time="0">
            <testcase classname="undefined-name" name="MC201: `ap` &amp; &quot;api&quot;" time="0" file="shop/main.mesh" line="1">
              <failure type="error" message="`ap` &amp; &quot;api&quot;">shop/main.mesh:1:9: error[MC201]: `ap` &amp; "api"
        a &lt;b&gt;</failure>
            </testcase>
            <testcase classname="no-mesh" name="MC102: no mesh" time="0">
              <failure type="warning" message="no mesh">warning[MC102]: no mesh</failure>
            </testcase>
          </testsuite>
          <testsuite name="shop/team.mesh" tests="1" failures="0" errors="0" time="0">
            <testcase classname="odd" name="MC601: m" time="0" file="shop/team.mesh" line="1">
              <system-out>shop/team.mesh:1:1: note[MC601]: m</system-out>
            </testcase>
          </testsuite>
        </testsuites>
        """)  # noqa: E501


def test_a_mesh_without_findings_is_a_test_that_passes() -> None:
    assert render([], Texts(main="a").sources, prefix="").decode() == golden("""
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="meshc" tests="1" failures="0" errors="0" time="0">
          <testsuite name="main.mesh" tests="1" failures="0" errors="0" time="0">
            <testcase classname="meshc" name="no findings" time="0"/>
          </testsuite>
        </testsuites>
        """)
