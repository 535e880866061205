"""Numbers as a terminal shows them."""

from surveys.management.text_tables import interval, number, signed


def test_what_rounds_to_nothing_has_no_minus():
    assert number(-0.001) == "0.00"
    assert signed(-0.001) == "+0.00"
    assert interval(-0.001, 0.2) == "[0.00, 0.20]"
