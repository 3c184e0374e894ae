"""The generator against its published answers, and streams against each other."""

import numpy as np
import pytest

from pmrisk.kernels.philox import philox as kernel
from pmrisk.sampling import stream_hash, streams

# Random123 1.14, kat_vectors, philox4x32-10: counter, key, answer.
ONES = 0xFFFFFFFF
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def run(first, n, name="A100.duration", seed=2**63 + 5):
    """Uniforms of `n` iterations from the kernel."""
    u, key = np.empty(n), np.array(streams.words(seed), np.uint64)
    kernel(first, streams.stream_words(["other", name]), 1, key, 16, u)
    return u


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_plain_twin_gives_the_published_answers(counter, key, answer):
    """Philox4x32-10 is Philox4x32-10."""
    counter = [np.uint64(word) for word in counter]
    assert tuple(int(word) for word in streams.philox(counter, key)) == answer


def test_kernel_reads_word_and_block_as_documented():
    """Iteration k is word (k >> 4) & 3 of block 16 (k >> 6) + (k & 15), purpose 0."""
    u, k = run(64, 256), np.arange(64, 320)
    low, high = streams.words(stream_hash("A100.duration"))
    block = (16 * (k >> 6) + (k & 15)).astype(np.uint64)
    counter = (block, np.uint64(0), np.uint64(low), np.uint64(high))
    words = np.array(streams.philox(counter, streams.words(2**63 + 5)))
    expected = (words[(k >> 4) & 3, np.arange(256)] + 0.5) * 2.0**-32
    np.testing.assert_array_equal(u, expected)


def test_kernel_is_its_plain_self():
    """Compiled code and Python agree bit for bit."""
    compiled, plain = run(0, 64), np.empty(64)
    key = np.array(streams.words(2**63 + 5), np.uint64)
    kernel.py_func(0, streams.stream_words(["A100.duration"]), 0, key, 16, plain)
    np.testing.assert_array_equal(compiled, plain)


def test_any_stretch_gives_the_same_numbers():
    """The width of a tile and where it begins do not matter."""
    whole = run(0, 512)
    np.testing.assert_array_equal(whole[192:320], run(192, 128))


def test_streams_and_seeds_have_their_own_luck():
    """Another name or another seed is another stream."""
    own = run(0, 64)
    assert not (own == run(0, 64, name="A200.duration")).any()
    assert not (own == run(0, 64, seed=5)).any()


def test_hash_of_a_name_is_pinned():
    """All results of the past depend on it."""
    assert stream_hash("A100.duration") == 0x194B063C53A63241
