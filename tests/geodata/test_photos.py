"""Pictures of places that the map names become links over https, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.photos import LONGEST, https_link, photo_of


@pytest.mark.parametrize(
    ("tags", "address"),
    [
        ({"image": "https://example.org/a b.jpg"}, "https://example.org/a%20b.jpg"),
        ({"image": "http://example.org/a.jpg; https://Example.org/b.jpg?x=1"}, "https://example.org/b.jpg?x=1"),
        ({"image": "File:Park one.jpg"}, "https://commons.wikimedia.org/wiki/File:Park_one.jpg"),
        ({"wikimedia_commons": "Category:Malls", "image": "https://a.org/x"}, "https://commons.wikimedia.org/wiki/Category:Malls"),
        ({"mapillary": "498763468214164"}, "https://www.mapillary.com/app/?pKey=498763468214164"),
        ({"image": "http://example.org/a.jpg"}, None),
        ({"image": "javascript:alert(1)"}, None),
        ({"image": "https://me:secret@example.org/a.jpg"}, None),
        ({"image": "https://example.org:8443/a.jpg"}, None),
        ({"image": "https://пример.рф/a.jpg"}, None),
        ({"image": "https://[::1]/a.jpg"}, None),
        ({"image": "https://example.org/" + "a" * LONGEST}, None),
        ({"mapillary": "<script>"}, None),
        ({"name": "https://example.org/"}, None),
    ],
)  # fmt: skip
def test_a_picture_is_linked_to_over_https_or_not_at_all(tags, address):
    assert photo_of(tags) == address


@given(st.text(max_size=60), st.sampled_from(["", "https://", "https://example.org/", "https://example.org/?q="]))
def test_what_is_linked_to_is_plain_letters_that_cannot_leave_an_attribute(text, begin):
    found = https_link(begin + text)
    assert found is None or (found.startswith("https://") and found.isascii() and not set(found) & set("\"'<>\\ `{}\n"))
    assert found is None or https_link(found) is not None
