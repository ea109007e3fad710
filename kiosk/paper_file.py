"""A file of paper for a congress: whole or not at all, and never over one of its databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counting.model import InputError, Problem
from counting.store import Store
from kiosk.printshop import not_of_the_congress
from printing.output import WholeFiles, whole_files


@contextmanager
def paper_file(store: Store, out: Path) -> Iterator[WholeFiles]:
    """One file under way, as `whole_files` (its `files` has one).

    Raises InputError `file.of_the_congress`, `file.unwritable`.
    """
    not_of_the_congress(store, out)
    try:
        with whole_files((out,)) as whole:
            yield whole
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        where = str(error.filename or out)
        raise InputError((Problem("file.unwritable", where, what),)) from error
