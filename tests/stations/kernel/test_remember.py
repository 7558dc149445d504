"""Working things out once for each large value."""

from __future__ import annotations

from coordination.kernel.remember import KEPT, remembered


def test_a_value_is_looked_at_once_however_often_one_asks() -> None:
    looked: list[int] = []

    @remembered
    def longest(words: list[str], least: int) -> list[str]:
        looked.append(least)
        return [word for word in words if len(word) >= least]

    words = ["a", "bb"]
    assert longest(words, 2) is longest(words, 2)
    assert longest(words, 1) == ["a", "bb"]
    assert looked == [2, 1]


def test_equal_values_that_are_not_the_same_are_told_apart() -> None:
    @remembered
    def copied(words: list[str]) -> list[str]:
        return list(words)

    one, other = ["a"], ["a"]
    assert copied(one) == copied(other)
    assert copied(one) is not copied(other)


def test_a_value_let_go_of_is_never_taken_for_a_new_one_in_its_place() -> None:
    @remembered
    def first(words: list[int]) -> int:
        return words[0]

    # Made and dropped one after another: Python gives many of these lists the same place in memory.
    assert all(first([number]) == number for number in range(KEPT * 20))
