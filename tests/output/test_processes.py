"""Real signals, real limits, real disks: what the injected faults only imitate."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from meshc.output import lock
from meshc.output.interrupts import Interrupts
from meshc.output.transaction import Outcome, OutputError, commit, recover

from .children import command, environment, run
from .folder_model import NEW, OLD, build, contents, manifest_of, marks, owned, tree


@pytest.mark.parametrize(("call", "number"), [("write", 1), ("write", 4), *(("replace", n) for n in (1, 2, 3, 5, 6))])
def test_sigkill(tmp_path: Path, call: str, number: int) -> None:
    folder = tmp_path / "out"
    build(folder, OLD)
    script = "at_call(sys.argv[2], int(sys.argv[3]), lambda: os.kill(os.getpid(), signal.SIGKILL)); attempt(NEW)"
    child = run(script, folder, call, str(number))
    assert (child.returncode, child.stdout, child.stderr) == (-signal.SIGKILL, "", "")
    assert recover(folder) is True
    assert tree(folder) == contents(NEW if call == "replace" and number > 1 else OLD)
    build(folder, NEW)
    assert tree(folder) == contents(NEW)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("call", ["write", "replace"])
def test_an_interrupt_aborts_the_preparation_and_waits_for_the_change(tmp_path: Path, name: str, call: str) -> None:
    folder = tmp_path / "out"
    build(folder, OLD)
    script = """
        at_call(sys.argv[3], 3, lambda: os.kill(os.getpid(), getattr(signal, sys.argv[2])))
        before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
        attempt(NEW)
        assert before == (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))
    """
    child = run(script, folder, name, call)
    assert (child.returncode, child.stdout, child.stderr) == (0, "interrupted\n", "")
    assert tree(folder) == contents(NEW if call == "replace" else OLD)


def test_an_interrupted_preparation_leaves_no_folder(tmp_path: Path) -> None:
    script = "at_call('write', 3, lambda: os.kill(os.getpid(), signal.SIGINT)); attempt(NEW)"
    assert run(script, tmp_path / "a" / "out").stdout == "interrupted\n"
    assert list(tmp_path.iterdir()) == []


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    script = """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        at_call("write", 3, lambda: os.kill(os.getpid(), signal.SIGINT))
        attempt(NEW)
    """
    assert run(script, tmp_path / "out").stdout == "built\n"


def test_another_thread_builds_without_touching_signals(tmp_path: Path) -> None:
    handler = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with Interrupts():
            seen.append(signal.getsignal(signal.SIGINT))
        seen.append(build(tmp_path / "out", NEW))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [handler, Outcome(tuple(sorted([*NEW, "manifest.json"])), (), ())]


def test_two_builds_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    build(folder, OLD)
    script = """
        def wait():
            print("waiting", flush=True)
            sys.stdin.readline()
        at_call("replace", 3, wait)
        attempt(NEW)
    """
    arguments = command(script, folder)
    with subprocess.Popen(
        arguments, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "waiting\n"
        before = marks(folder)
        for attempt in (lambda: build(folder, OLD), lambda: recover(folder)):
            with pytest.raises(OutputError, match=r"another build is writing `.*/out`: nothing was changed; wait"):
                attempt()
        assert marks(folder) == before
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "built\n"
    assert tree(folder) == contents(NEW)
    build(folder, OLD)
    assert tree(folder) == contents(OLD)


@pytest.fixture
def folders_cannot_be_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock.FolderLock, "_lock_folder", lambda self: None)


@pytest.mark.usefixtures("folders_cannot_be_locked")
def test_a_lock_file_where_folders_cannot_be_locked(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    build(folder, OLD)
    assert tree(folder) == contents(OLD)
    before = marks(folder)
    build(folder, OLD)
    assert marks(folder) == before
    (folder / ".meshc-lock").touch()  # left by a crash: nobody holds it
    build(folder, NEW)
    assert tree(folder) == contents(NEW)
    with lock.FolderLock(str(folder)) as held:
        held.hold_file()
        with pytest.raises(OutputError, match="another build is writing"):
            build(folder, OLD)
    assert tree(folder) == contents(NEW)


@pytest.mark.usefixtures("folders_cannot_be_locked")
def test_a_lock_file_that_was_removed_while_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    real: Callable[[int], bool] = lock._try_lock

    def removed_first(descriptor: int) -> bool:
        if not tried:
            (tmp_path / ".meshc-lock").unlink()
        tried.append(descriptor)
        return real(descriptor)

    monkeypatch.setattr(lock, "_try_lock", removed_first)
    with lock.FolderLock(str(tmp_path)) as held:
        held.hold_file()
        assert held.is_held
        assert (tmp_path / ".meshc-lock").exists()
    assert len(tried) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_build_beside_another_sees_it_before_reading(tmp_path: Path) -> None:
    """The inner build runs while the outer one, which holds the lock, reads the manifest."""
    build(tmp_path, OLD)
    refused: list[str] = []

    def owned_and_build(manifest: bytes) -> dict[str, str]:
        with pytest.raises(OutputError) as raised:
            build(tmp_path, NEW)
        refused.append(raised.value.message)
        return dict(owned(manifest))

    commit(tmp_path, NEW, manifest_of(NEW), owned=owned_and_build)
    assert len(refused) == 1
    assert tree(tmp_path) == contents(NEW)


def test_a_file_larger_than_the_limit(tmp_path: Path) -> None:
    """The one limit on writing that every user can set; the kernel refuses in the middle of a file."""
    folder = tmp_path / "out"
    build(folder, OLD)
    script = """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        attempt({**NEW, "ecs/new.json": b"x" * 1001})
    """
    child = run(script, folder)
    assert child.stdout == "error: file too large while writing `out/ecs/new.json`: nothing was changed\n"
    assert tree(folder) == contents(OLD)


def own_mounts() -> tuple[str, ...]:
    """A prefix for a command that may mount file systems without anyone else seeing them."""
    unshare = shutil.which("unshare")
    for options in (("-m",), ("-r", "-m")):
        if unshare is not None:
            probe = [unshare, *options, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return (unshare, *options)
    pytest.skip("this system lets no test mount a file system (unshare -m, unshare -r -m)")


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """128 KiB hold the old state, but not the new one beside it."""
    (tmp_path / "disk").mkdir()
    script = """
        mount("-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder.parent))
        attempt(OLD)
        large = {**NEW, **{f"ecs/{n}.json": b"x" * 4000 for n in range(40)}}
        attempt(large)
        assert tree(folder) == contents(OLD)
        attempt({**NEW, **{f"ecs/{n}.json": b"x" * 4000 for n in range(100)}})
        assert tree(folder) == contents(OLD)
        attempt(NEW)
        assert tree(folder) == contents(NEW)
    """
    child = run(script, tmp_path / "disk" / "out", prefix=own_mounts())
    lines = child.stdout.splitlines()
    assert child.returncode == 0, child.stderr
    assert [line.partition(" while ")[0] for line in lines] == [
        "built",
        "error: no space left on device",
        "error: no space left on device",
        "built",
    ]
    assert all(line.endswith(": nothing was changed") for line in lines[1:3])


def test_a_disk_without_a_free_inode(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    script = """
        mount("-t", "tmpfs", "-o", "nr_inodes=26", "tmpfs", str(folder.parent))
        attempt(OLD)
        attempt(NEW)
        assert tree(folder) == contents(OLD)
    """
    child = run(script, tmp_path / "disk" / "out", prefix=own_mounts())
    assert child.returncode == 0, child.stderr
    first, second = child.stdout.splitlines()
    assert first == "built"
    assert second.startswith("error: no space left on device while writing `out")
    assert second.endswith(": nothing was changed")


def test_a_file_system_that_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    script = """
        mount("-t", "tmpfs", "tmpfs", str(folder.parent))
        attempt(OLD)
        mount("-o", "remount,ro", str(folder.parent))
        attempt(OLD)
        attempt(NEW)
        assert tree(folder) == contents(OLD)
        folder = folder.parent / "second"
        attempt(NEW)
    """
    child = run(script, tmp_path / "disk" / "out", prefix=own_mounts())
    assert child.returncode == 0, child.stderr
    assert child.stdout.splitlines() == [
        "built",
        "built",
        "error: the file system is read-only while writing `out`: nothing was changed",
        "error: cannot make the folder `out`: the file system is read-only",
    ]


def test_a_file_system_mounted_inside_the_folder(tmp_path: Path) -> None:
    build(tmp_path / "out", OLD)
    script = """
        mount("-t", "tmpfs", "tmpfs", str(folder / "ecs"))
        before = tree(folder)
        attempt(NEW)
        assert tree(folder) == before
    """
    child = run(script, tmp_path / "out", prefix=own_mounts())
    assert child.returncode == 0, child.stderr
    assert child.stdout == (
        "error: `out/ecs` lies on another file system than `out`, so meshc cannot change both as a whole; "
        "choose another folder\n"
    )


def test_a_folder_of_another_user(tmp_path: Path) -> None:
    """Root may write everywhere, so the child becomes another user first; any other user takes its own rights away."""
    folder = tmp_path / "out"
    build(folder, OLD)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    tmp_path.chmod(0o755)
    script = """
        os.chdir(folder.parent)
        folder = Path(folder.name)
        if os.geteuid() == 0:
            os.seteuid(65534)
        attempt(OLD)
        attempt(NEW)
        assert tree(folder) == contents(OLD)
        if os.geteuid() == 65534:
            folder = Path("second")
            attempt(NEW)
    """
    child = run(script, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    assert child.returncode == 0, child.stderr
    lines = child.stdout.splitlines()
    assert lines[:2] == ["built", "error: permission denied while writing `out`: nothing was changed"]
    assert lines[2:] in ([], ["error: cannot make the folder `out`: permission denied"])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this folder")
def test_a_folder_that_the_system_keeps(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot make the folder `/proc/self/out`: "):
        build(Path("/proc/self/out"), NEW)
