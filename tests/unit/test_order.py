"""The topological order: predecessors first, ties by id, whatever the file's order."""

import random

from hypothesis import given
from hypothesis import strategies as st

from pmrisk.network.order import topological_order


def test_ties_are_broken_by_id():
    """Of the activities that are free to come next, the smallest id does."""
    assert topological_order({"c": [], "a": [], "b": ["c"]}) == ["a", "c", "b"]


@given(st.integers(0, 2**32), st.integers(1, 30))
def test_the_order_of_the_file_does_not_matter(seed, n):
    """Any shuffle of the same network gives the same order, predecessors first."""
    rng = random.Random(seed)
    names = [f"A{k}" for k in range(n)]
    before = {
        name: rng.sample(names[:k], rng.randint(0, min(k, 3)))
        for k, name in enumerate(names)
    }
    order = topological_order(before)
    shuffled = dict(rng.sample(sorted(before.items()), n))
    assert topological_order(shuffled) == order
    position = {name: k for k, name in enumerate(order)}
    assert all(position[p] < position[s] for s in names for p in before[s])
