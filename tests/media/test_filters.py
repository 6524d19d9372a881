"""Frames through chains of filters, none lost at the end."""

import av
import numpy as np

from compiler.media.filters import through


def test_every_frame_comes_out_also_those_that_a_filter_holds_back():
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=48_000, format="fltp", layout="stereo")
    blocks = [np.full((2, 700), number / 10, np.float32) for number in range(5)]

    def frames():
        for number, block in enumerate(blocks):
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, number * 700
            yield frame

    steps = [("asetnsamples", "n=1000:p=0"), ("volume", "0.5")]
    found = [frame.to_ndarray() for frame in through(graph, source, steps, "abuffersink", frames())]
    assert [block.shape[1] for block in found] == [1000, 1000, 1000, 500]
    assert np.allclose(np.concatenate(found, axis=1), np.concatenate(blocks, axis=1) / 2)
