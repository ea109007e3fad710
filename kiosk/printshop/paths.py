"""Where paper may be written: never over a congress's databases, and whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counting.model.refusal import InputError, Problem
from counting.store import Store
from counting.store.store import FILE
from kiosk.congress.meeting import FILE as MEETING_FILE
from kiosk.printshop.files import WholeFiles, whole_files


def not_of_the_congress(store: Store, out: Path) -> None:
    """Raise InputError `file.of_the_congress` rather than print over a database of the congress."""
    inside = out.parent.resolve() == store.directory.resolve()
    if inside and any(out.name.startswith(name) for name in (FILE, MEETING_FILE)):
        raise InputError((Problem("file.of_the_congress", str(out)),))


def not_in_the_congress(store: Store, out: Path) -> None:
    """Raise InputError `file.in_the_congress` for any place within the congress's directory.

    For what shows tokens: that never stays beside the count. Links are followed, both those to
    a directory and the file's own.
    """
    for place in (out.parent.resolve() / out.name, out.resolve()):
        for above in place.parents:
            if above.exists() and above.samefile(store.directory):
                raise InputError((Problem("file.in_the_congress", str(out)),))


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """An error of the file system as InputError `file.unwritable`, which says of which file."""
    try:
        yield
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        where = str(error.filename or path)
        raise InputError((Problem("file.unwritable", where, what),)) from error


@contextmanager
def paper_file(store: Store, out: Path) -> Iterator[WholeFiles]:
    """One file under way, as `whole_files` (its `files` has one).

    Raises InputError `file.of_the_congress`, `file.unwritable`.
    """
    not_of_the_congress(store, out)
    with unwritable(out), whole_files((out,)) as whole:
        yield whole
