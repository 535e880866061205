from collections import Counter

from surveys.allocation import product_permutation, trial_permutation


def test_every_product_stands_everywhere_equally_often():
    places = Counter()
    for number in range(2000):
        places.update(enumerate(product_permutation(7, number, 3, 0, 5)))

    # 2,000 × 1/5 = 400 expected; the standard deviation is 18.
    assert len(places) == 25
    assert {rank for _place, rank in places} == {1, 2, 3, 4, 5}
    assert all(abs(times - 400) < 90 for times in places.values())


def test_participants_trials_and_slots_have_orders_of_their_own():
    orders = {
        product_permutation(7, number, trial, slot, 9)
        for number in range(3)
        for trial in range(3)
        for slot in range(3)
    } | {tuple(place + 1 for place in trial_permutation(7, 0, 0, 9))}

    assert len(orders) == 28


def test_the_order_of_a_trials_products_is_drawn_again_equally():
    assert trial_permutation(7, 1, 2, 30) == trial_permutation(7, 1, 2, 30)
    assert sorted(trial_permutation(7, 1, 2, 30)) == list(range(30))
