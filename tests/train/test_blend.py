"""The mean of the weights that a run began with and those that it ended with."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.mark.parametrize(("share", "wanted"), [(0.0, 3.0), (0.25, 2.5), (1.0, 1.0)])
def test_the_share_is_that_of_the_first(share, wanted):
    from piiscan.train.fit import mixed

    made = mixed({"a": torch.tensor([1.0])}, {"a": torch.tensor([3.0])}, share)
    assert made["a"].tolist() == [wanted]
