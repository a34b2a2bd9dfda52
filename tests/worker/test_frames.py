"""The protocol: what is sent arrives, and nothing that is no frame is believed."""

from __future__ import annotations

import os
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.worker import frames
from cityties.worker.frames import Pipe


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    made = Pipe(reading, writing)
    yield made
    made.close()


def both(head, data, most=2**30):
    """Send and receive one message through a pipe."""
    reading, writing = os.pipe()
    made = Pipe(reading, writing)
    sender = threading.Thread(target=made.send, args=(frames.message(head, data),))
    sender.start()
    pieces = []
    try:
        kind, found = made.receive(most, pieces.append)
    finally:
        sender.join()
        made.close()
    return kind, found, b"".join(pieces)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON, st.lists(st.binary(max_size=200), max_size=5))
def test_what_is_sent_arrives(head, data):
    assert both(head, data) == (frames.HEAD, head, b"".join(data))


def test_long_data_is_cut_and_put_together():
    data = os.urandom(3 * frames.MAX_DATA + 17)
    assert both("x", [data])[2] == data


@pytest.mark.parametrize(
    "sent",
    [
        b"Q\0\0\0\0",
        b"D\xff\xff\xff\xff",
        b"H\xff\xff\xff\xff",
        frames.pack(frames.END),
        frames.pack(frames.DATA, b"x") + frames.pack(frames.END),
        frames.pack(frames.HEAD, b"{") + frames.pack(frames.END),
        frames.pack(frames.HEAD, b"[" * 200_000) + frames.pack(frames.END),
        frames.pack(frames.HEAD, b"\xff") + frames.pack(frames.END),
        frames.pack(frames.HEAD, b"1"),
        frames.pack(frames.HEAD, b"1")[:-1],
        b"H\0",
    ],
)
def test_what_is_no_message_is_refused(sent):
    reading, writing = os.pipe()
    sender = threading.Thread(target=lambda: (os.write(writing, sent), os.close(writing)))
    sender.start()
    try:
        with pytest.raises(frames.BrokenError):
            Pipe(reading, -1).receive(2**20, lambda _data: None)
    finally:
        os.close(reading)
        sender.join()


@given(st.binary(max_size=60))
def test_any_bytes_give_a_message_or_one_of_the_errors(sent):
    reading, writing = os.pipe()
    os.write(writing, sent)
    os.close(writing)
    try:
        Pipe(reading, -1).receive(2**20, lambda _data: None)
    except (frames.BrokenError, EOFError, OverflowError):
        pass
    finally:
        os.close(reading)


def test_the_end_before_a_message_is_the_end():
    reading, writing = os.pipe()
    os.close(writing)
    with pytest.raises(EOFError):
        Pipe(reading, -1).receive(0, lambda _data: None)
    os.close(reading)


def test_more_data_than_is_taken_is_refused(pipe):
    pipe.send(frames.message(1, [b"x" * 1000]))
    with pytest.raises(OverflowError):
        pipe.receive(999, lambda _data: None)


def test_a_deadline_ends_reading_and_writing(pipe):
    pipe.deadline = time.monotonic() + 0.1
    with pytest.raises(frames.LateError):
        pipe.receive(0, lambda _data: None)
    pipe.deadline = time.monotonic() + 0.1
    with pytest.raises(frames.LateError):
        pipe.send([b"x" * 2**22])
    assert time.monotonic() - pipe.deadline < 5


def test_a_pipe_whose_reader_went_away_is_broken():
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(frames.BrokenError):
        Pipe(-1, writing).send([b"x"])
    os.close(writing)
