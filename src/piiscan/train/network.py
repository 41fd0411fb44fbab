"""The network: embeddings of pieces and features, a small BERT, two heads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from piiscan.errors import DataError
from piiscan.model.pieces import FEATURES
from piiscan.model.tags import KINDS, TAGS

#: Shapes by name: layers, width, heads. What they cost and reach is in docs/dev/training-log.md.
SHAPES = {
    "tiny": (2, 64, 2),
    "small": (2, 128, 4),
    "base": (3, 192, 6),
    "wide": (4, 256, 8),
    "large": (6, 384, 12),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a checkpoint must agree on."""

    vocabulary: int
    layers: int
    width: int
    heads: int
    window: int = 192
    dropout: float = 0.0
    """Inside the layers. It takes 40 % of the time on a CPU; hiding pieces serves as well on few epochs."""
    mixer: int = 5
    """Pieces that a convolution over the embeddings sees; 0: none. Neighbours decide most of a tag, and a
    network this small learns them late from positions alone."""

    def __post_init__(self) -> None:
        if min(self.layers, self.width, self.heads, self.window) < 1 or self.width % self.heads:
            raise DataError("a network needs layers, and a width that its heads divide")


class Network(nn.Module):  # type: ignore[misc]
    """Inputs: ``ids``, ``features``, ``mask``, each batch x pieces; outputs: logits of tags and kinds."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.pieces = nn.Embedding(shape.vocabulary, width)
        self.features = nn.Embedding(FEATURES, width)
        nn.init.normal_(self.pieces.weight, std=0.02 if width > 256 else 0.05)
        nn.init.normal_(self.features.weight, std=0.05)
        self.mixer = (
            nn.Conv1d(width, width, shape.mixer, padding=shape.mixer // 2, groups=width)
            if shape.mixer
            else None
        )
        self.backbone = BertModel(
            BertConfig(
                vocab_size=1,
                hidden_size=width,
                num_hidden_layers=shape.layers,
                num_attention_heads=shape.heads,
                intermediate_size=4 * width,
                max_position_embeddings=shape.window,
                hidden_dropout_prob=shape.dropout,
                attention_probs_dropout_prob=shape.dropout,
            ),
            add_pooling_layer=False,
        )
        self.tags = nn.Linear(width, TAGS)
        self.kinds = nn.Linear(width, len(KINDS))

    def hidden(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """The last layer, batch x pieces x width."""
        seen = mask.to(self.pieces.weight.dtype)
        embedded = (self.pieces(ids) + self.features(features)) * seen[:, :, None]
        if self.mixer is not None:
            embedded = embedded + self.mixer(embedded.transpose(1, 2)).transpose(1, 2)
        hidden_from = ((1.0 - seen) * -10000.0)[:, None, None, :].expand(-1, 1, mask.shape[1], -1)
        output: Tensor = self.backbone(inputs_embeds=embedded, attention_mask=hidden_from).last_hidden_state
        return output

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.hidden(ids, features, mask)
        return self.tags(hidden), self.kinds(hidden)

    def guess(self, hidden: Tensor) -> Tensor:
        """Logits of pieces, for the masked language model: the embeddings serve as the output layer."""
        scale = self.shape.width**-0.5
        return (hidden @ self.pieces.weight.T) * scale * 4


def describe(shape: Shape) -> dict[str, Any]:
    """The shape as JSON has it."""
    return asdict(shape)


def device_of(name: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda``. Raises ``DataError`` where CUDA is asked for and there is none."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise DataError("--device cuda: torch sees no GPU here")
    return torch.device(name)
