"""The graph that is exported says what torch says."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
onnxruntime = pytest.importorskip("onnxruntime")
np = pytest.importorskip("numpy")


def session(network):
    from piiscan.train.graph import graph_of

    return onnxruntime.InferenceSession(
        graph_of(network).SerializeToString(), providers=["CPUExecutionProvider"]
    )


def network(**changes):
    from piiscan.train.network import Network, Shape

    torch.manual_seed(3)
    shape = {"vocabulary": 90, "layers": 2, "width": 24, "heads": 3, "window": 40, **changes}
    made = Network(Shape(**shape)).eval()
    for value in made.parameters():  # biases and scales begin as 0 and 1, which would hide where they go
        torch.nn.init.normal_(value, std=0.3)
    return made


def inputs(rows, pieces, *, hidden=0):
    source = np.random.default_rng(5)
    mask = np.ones((rows, pieces), dtype=np.int64)
    if hidden:
        mask[0, -hidden:] = 0
    return {
        "ids": source.integers(0, 90, (rows, pieces)),
        "features": source.integers(0, 200, (rows, pieces)),
        "mask": mask,
    }


@pytest.mark.parametrize("changes", [{}, {"mixer": 0}, {"mixer": 3, "layers": 1, "heads": 1}])
@pytest.mark.parametrize(("rows", "pieces", "hidden"), [(1, 1, 0), (1, 40, 0), (3, 17, 9)])
def test_it_computes_the_same(changes, rows, pieces, hidden):
    given = inputs(rows, pieces, hidden=hidden)
    made = network(**changes)
    with torch.no_grad():
        wanted = made(*(torch.from_numpy(given[name]) for name in ("ids", "features", "mask")))
    found = session(made).run(["tags", "kinds"], given)
    seen = given["mask"] > 0
    for one, other in zip(wanted, found, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one.numpy()[seen], other[seen], rtol=2e-4, atol=2e-4)


def test_what_is_hidden_changes_nothing():
    made = session(network())
    given = inputs(1, 12, hidden=5)
    before = made.run(["tags"], given)[0][0, :7]
    given["ids"][0, -5:] = 7
    np.testing.assert_array_equal(before, made.run(["tags"], given)[0][0, :7])


def test_no_node_computes_a_shape_but_that_of_the_places():
    from piiscan.train.graph import graph_of

    kinds = [node.op_type for node in graph_of(network()).graph.node]
    assert kinds.count("Shape") == 1
    assert kinds.count("Attention") == 2
