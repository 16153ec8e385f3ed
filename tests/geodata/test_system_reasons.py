"""What the operating system refuses, in the reader's language."""

import errno
import os

import pytest

from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.speech import LANGUAGES, speaking, told
from geodata.system_reasons import HELD, reason_of

OF_FILES = (errno.EACCES, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.ENAMETOOLONG)


@pytest.mark.parametrize("code", LANGUAGES)
def test_reasons_of_files_are_told_in_every_language(code):
    with speaking(code):
        said = {number: told(reason_of(OSError(number, os.strerror(number)))) for number in OF_FILES}
        held = OSError(errno.EACCES, os.strerror(errno.EACCES))
        held.winerror = HELD[0]
        assert told(reason_of(held)) not in said.values(), "a workbook that is open in Excel is no matter of rights"
    assert len(set(said.values())) == len(OF_FILES)
    assert (said == {number: os.strerror(number) for number in OF_FILES}) == (code == "en")


def test_an_error_that_nobody_knows_says_what_the_system_says():
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert (reason_of(OSError("no number")), reason_of(ValueError("no file")), reason_of(None)) == (
        "no number",
        "no file",
        "?",
    )


def test_a_refused_file_is_refused_in_the_readers_language(tmp_path):
    with speaking("ru"), pytest.raises(InputError) as refused:
        checked_file(tmp_path / ("я" * 300), "table", "csv")
    with speaking("ru"):
        assert "слишком длинное имя файла" in told(refused.value)
