"""``train average``: the mean of networks that come from one, a "model soup".

Networks that were trained on from the same weights lie in one valley of the loss, so that their mean is a network too, and mostly one that
generalises better than each: Wortsman et al., "Model soups", ICML 2022. Of networks with different beginnings the mean is noise.
"""

from __future__ import annotations

from collections.abc import Sequence

from piiscan.errors import DataError
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.fit import mixed
from piiscan.train.network import Network


def average(parts: Sequence[tuple[Network, Tokenizer]]) -> Network:
    """The network whose every weight is the mean of theirs. Raises ``DataError`` where shapes or vocabularies differ."""
    first, tokenizer = parts[0]
    for network, other in parts[1:]:
        if network.shape != first.shape or other.vocabulary != tokenizer.vocabulary:
            raise DataError("networks of different shapes or vocabularies have no mean")
    weights = first.state_dict()
    for number, (network, _) in enumerate(parts[1:], 1):
        weights = mixed(weights, network.state_dict(), number / (number + 1))
    made = Network(first.shape)
    made.load_state_dict(weights)
    return made
