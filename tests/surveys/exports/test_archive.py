import io
import zipfile

import pytest

from surveys.exports.archive import Entry, zipped


@pytest.mark.parametrize("is_large", [False, True])
def test_pieces_leave_while_others_are_still_to_come(is_large):
    asked = []

    def content():
        for number in range(3):
            asked.append(number)
            yield bytes([number]) * 100

    chunks = zipped([Entry("a/b.bin", content(), compressed=True, is_large=is_large)])
    begun = next(chunks)

    assert asked == [0]
    whole = io.BytesIO(b"".join([begun, *chunks]))
    assert zipfile.ZipFile(whole).read("a/b.bin") == b"".join(bytes([n]) * 100 for n in range(3))


def test_no_time_is_in_it_and_everybody_may_read_it():
    (info,) = zipfile.ZipFile(io.BytesIO(b"".join(zipped([Entry("a", [b"x"])])))).infolist()

    assert info.date_time == (1980, 1, 1, 0, 0, 0)
    assert info.external_attr >> 16 == 0o100644


def test_a_download_that_ends_early_leaves_nothing_open():
    chunks = zipped([Entry("a", [b"x" * 10, b"y"], compressed=True)])
    next(chunks)

    chunks.close()

    assert list(chunks) == []
