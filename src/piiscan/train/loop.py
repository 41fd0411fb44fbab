"""The loop that pretrain, fit and distill share: schedule, steps, evaluations, checkpoints.

Every random choice of a step comes from (seed, step) or (seed, epoch), none from what ran before: a run that
was killed and resumed ends where it would have ended.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from piiscan.errors import DataError
from piiscan.train.checkpoint import State, load_state, save_state
from piiscan.train.network import Network


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast."""

    steps: int
    """0: as many as fit into ``minutes``."""
    minutes: float = 0.0
    rate: float = 1e-3
    warmup: float = 0.06
    """Share of the steps."""
    decay: float = 0.01
    clip: float = 1.0
    seed: int = 0
    every: int = 200
    """Steps between evaluations, each with a checkpoint."""
    patience: int = 0
    """Evaluations without a better one before the run ends; 0: none ends it."""
    precision: str = "auto"
    """``float32``, ``bfloat16``, or ``auto``: bfloat16 on a GPU."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a loop trains on: batches of an epoch, a batch's loss, and how good the network is by now."""

    batches: Callable[[int], Sequence[Any]]
    loss: Callable[[Network, Any, int], torch.Tensor]
    """Network, batch, step."""
    score: Callable[[Network], dict[str, float]]
    """Must have ``score``, the higher the better; the rest goes into the learning curve."""
    keep: Callable[[Network], None]
    """Called with the best network so far."""


#: Steps whose time decides how many fit into the minutes asked for; the first ones warm up.
_TRIAL = 20

Report = Callable[[State], None]


def train(
    network: Network,
    task: Task,
    plan: Plan,
    folder: Path,
    signature: str,
    device: torch.device,
    report: Report,
) -> State:
    """Train until the schedule or the patience ends; resumes what ``folder`` holds. Raises ``DataError``."""
    network.to(device)
    # One kernel for all: a loop over the parameters took a quarter of a step on two cores.
    optimizer = torch.optim.AdamW(
        _groups(network, plan.decay), lr=plan.rate, betas=(0.9, 0.98), eps=1e-6, fused=True
    )
    state = load_state(folder, network, optimizer, signature)
    if state is None:
        state = State(total=plan.steps or _TRIAL)
    if state.done:
        return state
    since, losses, trial = time.monotonic(), [], 0.0
    for batch in _endless(task.batches, state.step):
        if state.step == 4:
            trial = time.monotonic()
        if not plan.steps and state.step == _TRIAL:
            state.total = _fitting(plan, (time.monotonic() - trial) / (_TRIAL - 4))
        if state.step >= state.total:
            break
        losses.append(_step(network, optimizer, task, plan, state, batch, device))
        state.step += 1
        timed = bool(plan.steps) or state.step > _TRIAL
        if timed and (state.step % plan.every == 0 or state.step == state.total):
            state.seconds += time.monotonic() - since
            since = time.monotonic()
            _evaluate(network, task, state, sum(losses) / len(losses))
            losses.clear()
            state.seconds += time.monotonic() - since
            since = time.monotonic()
            state.done = bool(plan.patience) and state.since_best >= plan.patience
            save_state(folder, network, optimizer, state, signature)
            report(state)
            if state.done:
                break
    if not state.done:
        state.done = True
        save_state(folder, network, optimizer, state, signature)
    return state


def _fitting(plan: Plan, seconds: float) -> int:
    """A tenth of the time goes into evaluations and checkpoints."""
    return max(_TRIAL + 1, int(plan.minutes * 60 * 0.9 / max(seconds, 1e-6)))


def _endless(batches: Callable[[int], Sequence[Any]], step: int) -> Iterator[Any]:
    """The batches from ``step`` on, epoch after epoch."""
    epoch = 0
    while True:
        found = batches(epoch)
        if not found:
            raise DataError("there is nothing to learn from: no window has a known label")
        yield from found[step:]
        step = max(0, step - len(found))
        epoch += 1


def _step(
    network: Network,
    optimizer: torch.optim.Optimizer,
    task: Task,
    plan: Plan,
    state: State,
    batch: Any,
    device: torch.device,
) -> float:
    network.train()
    torch.manual_seed(plan.seed * 1_000_003 + state.step)
    for group in optimizer.param_groups:
        group["lr"] = plan.rate * _pace(state.step, state.total, plan.warmup)
    try:
        with _precision(plan.precision, device):
            loss = task.loss(network, batch, state.step)
        loss.backward()
    except torch.cuda.OutOfMemoryError:
        raise DataError(
            f"no GPU memory left at step {state.step}: a smaller --batch; the same command resumes"
        ) from None
    value = float(loss.detach())
    if not math.isfinite(value):
        raise DataError(
            f"the loss is not a number at step {state.step}: a lower --rate, and another --output"
        )
    torch.nn.utils.clip_grad_norm_(network.parameters(), plan.clip)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return value


def _evaluate(network: Network, task: Task, state: State, loss: float) -> None:
    network.eval()
    with torch.no_grad():
        scores = task.score(network)
    state.history.append({"step": state.step, "loss": round(loss, 5), **scores})
    if scores["score"] > state.best:
        state.best, state.since_best = scores["score"], 0
        task.keep(network)
    else:
        state.since_best += 1


def _pace(step: int, total: int, warmup: float) -> float:
    """One cycle: up in a line, down in half a cosine, never quite to nothing."""
    rise = max(1, int(total * warmup))
    if step < rise:
        return (step + 1) / rise
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - rise) / max(1, total - rise))))


def _groups(network: Network, decay: float) -> list[dict[str, Any]]:
    """Biases, norms and embeddings do not decay."""
    flat = [value for name, value in network.named_parameters() if value.ndim < 2 or "embedding" in name]
    known = {id(value) for value in flat}
    return [
        {
            "params": [value for value in network.parameters() if id(value) not in known],
            "weight_decay": decay,
        },
        {"params": flat, "weight_decay": 0.0},
    ]


def _precision(name: str, device: torch.device) -> AbstractContextManager[Any]:
    if name == "bfloat16" or (name == "auto" and device.type == "cuda"):
        mixed: AbstractContextManager[Any] = torch.autocast(device.type, dtype=torch.bfloat16)
        return mixed
    return nullcontext()
