"""Two streams of one database that does not stand still between them."""

from surveys.screening.reading import _Answer, _merged, _Page


def page(participation, position):
    return _Page(participation, position, "main", 1, None, None, None)


def answer(participation, position, value):
    return _Answer(participation, position, 1, None, value)


def test_what_came_or_went_between_the_two_queries_is_left_out():
    pages = [page(1, 1), page(1, 2), page(3, 1), page(4, 1)]
    answers = [answer(1, 1, 5), answer(1, 1, 4), answer(2, 1, 3), answer(4, 1, 2), answer(4, 2, 1)]

    found = list(_merged(iter(pages), iter(answers)))

    assert found == [(pages[0], answers[:2]), (pages[3], answers[3:4])]
