"""Hiding words, and taking over somebody's layers."""

from __future__ import annotations

import json
import string

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
safetensors = pytest.importorskip("safetensors.torch")

import numpy as np  # noqa: E402

from piiscan.errors import DataError  # noqa: E402
from piiscan.model.pieces import MASK, SPECIALS  # noqa: E402
from piiscan.model.tokenizer import Tokenizer  # noqa: E402
from piiscan.train.examples import Cut, stack  # noqa: E402
from piiscan.train.fit import Recipe  # noqa: E402
from piiscan.train.loop import Plan  # noqa: E402
from piiscan.train.pretrain import _plain, hide, transplant  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
TOKENIZER = Tokenizer((*SPECIALS, *string.ascii_lowercase, "_", "=", "pass", "word"))
RECIPE = Recipe(Plan(steps=1), window=32)


def test_whole_words_are_hidden_and_special_pieces_stay():
    item = _plain("passwordx = passwordx\n" * 40, TOKENIZER)
    arrays = stack([item], [Cut(0, 0, len(item.ids))])
    before = arrays["ids"].copy()
    targets = hide(arrays, np.random.default_rng(0))
    hidden = targets >= 0
    assert 0.1 < hidden.mean() < 0.35
    assert (arrays["ids"][hidden] == MASK).all()
    assert (targets[hidden] == before[hidden]).all()
    assert (arrays["ids"][~hidden] == before[~hidden]).all()
    assert (before[hidden] >= len(SPECIALS)).all()
    inside = before == TOKENIZER.vocabulary.index("word")
    assert (hidden[inside] == np.roll(hidden, 1, axis=1)[inside]).all()


def bert(folder, **changes):
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=6,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    model = BertModel(config, add_pooling_layer=False)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({**config.to_dict(), "model_type": "bert", **changes}))
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\npass\n##word\na\n##b\n")
    safetensors.save_file(model.state_dict(), folder / "model.safetensors")
    return model


def test_what_is_no_bert_is_refused(tmp_path):
    with pytest.raises(DataError, match="no BERT"):
        transplant(tmp_path, TOKENIZER, RECIPE)
    bert(tmp_path / "b", model_type="gpt2")
    with pytest.raises(DataError, match="only BERT"):
        transplant(tmp_path / "b", TOKENIZER, RECIPE)


def test_layers_and_pieces_are_taken_over(tmp_path):
    source = bert(tmp_path / "b")
    network = transplant(tmp_path / "b", TOKENIZER, RECIPE)
    theirs, ours = source.state_dict(), network.backbone.state_dict()
    assert torch.equal(
        ours["encoder.layer.1.output.dense.weight"], theirs["encoder.layer.1.output.dense.weight"]
    )
    words = theirs["embeddings.word_embeddings.weight"]
    assert torch.equal(network.pieces.weight[TOKENIZER.vocabulary.index("pass")], words[2])
    assert torch.equal(network.pieces.weight[TOKENIZER.vocabulary.index("a")], words[4])
    tags, kinds = network(*(torch.ones(1, 5, dtype=torch.long),) * 3)
    assert tags.shape == (1, 5, 29)
    assert kinds.shape == (1, 5, 3)
