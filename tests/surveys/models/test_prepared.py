from threading import Thread

import pytest
from django.db import connection

from surveys.models import Participation, ShownProduct, Trial
from surveys.models.prepared import Prepared
from tests.surveys.factories import take_part


def ways():
    return Prepared(
        lambda one, other: (
            Trial.objects.filter(participation__in=[one, other])
            .select_related("reference", "participation__channel")
            .defer("instructed_value")
            .order_by("participation_id", "position")
        ),
        -1,
        -2,
    )


@pytest.mark.django_db
def test_rows_are_those_of_the_queryset_with_all_that_was_joined(
    participation, opened, django_assert_num_queries
):
    other = take_part(opened)
    prepared = ways()
    prepared.rows(0, 0)

    for pks in ([participation.pk, other.pk], [other.pk, other.pk]):
        expected = list(
            Trial.objects.filter(participation__in=pks)
            .select_related("reference", "participation")
            .order_by("participation_id", "position")
        )
        with django_assert_num_queries(1):
            rows = prepared.rows(*pks)
            seen = [
                (row, row.reference, row.participation, row.participation.channel) for row in rows
            ]
        assert seen == [(row, row.reference, row.participation, None) for row in expected]
        assert [row.participation.consented_at for row in rows] == [
            row.participation.consented_at for row in expected
        ]


@pytest.mark.django_db
def test_what_was_deferred_is_read_when_asked_for(participation, django_assert_num_queries):
    [row, *_others] = ways().rows(participation.pk, participation.pk)

    with django_assert_num_queries(1):
        assert row.instructed_value is None


@pytest.mark.django_db
def test_tuples_hold_the_named_columns_in_their_order(opened):
    names = ("rank", "picture_sha256", "shown_set")
    prepared = Prepared(
        lambda pk: ShownProduct.objects.filter(shown_set=pk).order_by("rank").values_list(*names),
        -1,
    )
    pk = ShownProduct.objects.last().shown_set_id

    expected = ShownProduct.objects.filter(shown_set=pk).order_by("rank").values_list(*names)
    assert list(prepared.tuples(pk)) == list(expected)
    assert len(list(expected)) == 5


@pytest.mark.django_db
def test_value_that_would_be_sql_is_a_value(participation):
    prepared = Prepared(lambda token: Participation.objects.filter(token=token), "token")

    assert prepared.rows(participation.token) == [participation]
    assert prepared.rows("' OR 1=1 --") == []


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_at_its_own_connection(participation):
    prepared = Prepared(lambda token: Participation.objects.filter(token=token), "token")
    prepared.rows(participation.token)
    found = []

    def ask():
        found.extend(prepared.rows(participation.token))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [participation]
