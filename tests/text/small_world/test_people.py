"""Trades without a gender, families with one."""

import re
from collections import Counter

from word2bert.text.small_world import people
from word2bert.text.small_world.draw import Draw
from word2bert.text.small_world.forms import Forms

TRADES = [row[0] for row in people.TRADES.items]


def words(document: list[str]) -> list[str]:
    return re.findall("[a-z]+", " ".join(document).lower())


def test_he_and_she_are_equally_likely_in_every_trade():
    male: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number in range(2_000):
        found = words(people._trade(Draw(1, number)))
        trade = next(trade for trade in TRADES if trade in found)
        total[trade] += 1
        male[trade] += found.count("he") + found.count("his") > found.count("she") + found.count("her")
    for trade in TRADES:
        spread = 4 * (0.25 * total[trade]) ** 0.5
        assert total[trade] > 30
        assert abs(male[trade] - total[trade] / 2) < spread, (trade, male[trade], total[trade])


def test_the_coin_of_a_person_falls_before_anything_about_the_person_is_known():
    drawn = [people.someone(Draw(2, number)) for number in range(4_000)]
    assert abs(sum(person["he"] == "he" for person in drawn) - 2_000) < 130
    for person in drawn:
        assert (person["name"] in people.FEMALE_NAMES) == (person["he"] == "she")


def test_trades_in_other_chapters_are_as_often_he_as_she(chapters):
    both: Counter[str] = Counter()
    for document in chapters["everyday"] + chapters["stories"]:
        for sentence in document:
            found = words([sentence])
            if set(found) & set(TRADES):
                both.update(word for word in found if word in ("he", "she"))
    assert both.total() > 25
    assert 0.25 < both["he"] / both.total() < 0.75


def test_both_words_of_a_family_pair_are_equally_likely():
    count = Counter(word for number in range(2_400) for word in set(words(people._family(Draw(3, number)))))
    for pair, _, _, _ in people.ROLES.items:
        male, female = (count[word] for word in pair)
        assert 0.66 < male / female < 1.5, pair


def test_at_least_twenty_trades_each_with_three_things_to_do():
    assert len(set(TRADES)) == len(TRADES) >= 20
    for row in people.TRADES.items:
        assert len(row) == 8, row
        assert row[1].split()[0] in ("in", "at", "on"), row
        assert len(people.several(row[4])) >= 3, row


def test_names_are_one_word_and_of_no_country():
    names = people.MALE_NAMES + people.FEMALE_NAMES
    assert len(set(names)) == len(names) == 40
    assert all(re.fullmatch("[A-Z][a-z]+", name) for name in names)


def test_a_trade_document_stays_with_one_trade_and_one_person():
    for number in range(500):
        found = set(words(people._trade(Draw(5, number))))
        assert len({"he", "she"} & found) <= 1
        assert {name.lower() for name in people.MALE_NAMES + people.FEMALE_NAMES} & found


def test_every_kind_of_fact_about_a_trade_or_a_habit_has_25_forms():
    for name, forms in vars(people).items():
        if name.startswith(("TRADE_", "HABIT_")) and isinstance(forms, Forms):
            assert len(forms) >= 25, name
    for pair, opening, own, end in people.ROLES.items:
        assert len(opening) + len(own) + len(end) >= 25, pair
