"""The model card: what a model is, what it learnt from, how good it is and where it fails. Written by the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from piiscan.model.package import PRESETS
from piiscan.model.tags import CATEGORIES

#: The file in a model's folder.
NAME = "README.md"
_LIMITS = """\
- Trained on public code and on synthesis; other kinds of text, and languages that are rare in public code, are
  read worse. Names that are not in Latin letters are seldom found.
- It learns from labels that rules and package metadata gave, so it shares some of their blind spots; where `place` is among
  the data, also from pieces of code that a language model has read and labelled, each once: two readers of the same two hundred
  pieces agreed on 0.96 of the values (F1).
- The templates of `train label` were written while looking at gold-dev, and the ways in which `--spelled` writes addresses were
  widened after two that were missed there had been seen: scores on it are optimistic for a model that learnt from them.
- Random strings are collapsed before the network sees them: whether one is a key is told from its place and
  shape, never from its letters.
- A probability is calibrated on the held-out documents named above, and on no others.
- It is made to point people at values worth a look. It proves nothing of a person, and nothing found is no
  proof that nothing is there.
"""


def write(
    name: str,
    configuration: Mapping[str, Any],
    *,
    sources: Sequence[Mapping[str, Any]] = (),
    scores: Mapping[str, Any] | None = None,
    measured: Mapping[str, Any] | None = None,
    licence: str = "Apache-2.0",
) -> str:
    """Markdown. ``sources`` are the manifests of the steps that made the data, ``scores`` is what ``train
    evaluate`` wrote, ``measured`` what ``train calibrate`` did."""
    shape = configuration["shape"]
    parts = [
        f"# {name}\n",
        "Finds names, e-mail addresses, user names, IP addresses, passwords, keys and personal identifiers in source "
        "code, and says of each whether it is live, a placeholder or a credit in a licence.\n",
        f"- {configuration['parameters']:,} parameters: {shape['layers']} layers of {shape['width']}, "
        f"{configuration['vocabulary']:,} pieces, windows of {configuration['window']}",
        f"- int8 ONNX; licence of the weights: {licence}",
        "- made by `piiscan train`; `manifest.json` has steps, seeds and hashes\n",
        "## Data\n",
        *_data(sources),
        "\n## Scores\n",
        *_scores(scores),
        "\n## Thresholds\n",
        *_thresholds(configuration, measured),
        "\n## Limits\n",
        _LIMITS,
    ]
    return "\n".join(parts)


def with_thresholds(
    text: str, configuration: Mapping[str, Any], measured: Mapping[str, Mapping[str, Any]]
) -> str:
    """The card ``text`` with the thresholds of ``configuration`` for the categories of ``measured``."""
    rows = {line.split(" | ")[0]: line for line in _thresholds(configuration, measured)}
    wanted = {f"| {category}" for category in measured}
    lines = text.split("\n")
    first = _heading(lines, "## Thresholds")
    for number in range(first, _end(lines, first)):
        name = lines[number].split(" | ")[0]
        if name in wanted:
            lines[number] = rows[name]
    return "\n".join(lines)


def with_scores(text: str, scores: Mapping[str, Any]) -> str:
    """The card ``text`` with other scores, where it has any."""
    if "## Scores" not in text.split("\n"):
        return text
    lines = text.split("\n")
    first = _heading(lines, "## Scores")
    lines[first : _end(lines, first)] = ["", *_scores(scores), ""]
    return "\n".join(lines)


def _heading(lines: Sequence[str], heading: str) -> int:
    """The number of the line behind ``heading``; the end where there is none, as in a card that somebody else wrote."""
    return lines.index(heading) + 1 if heading in lines else len(lines)


def _end(lines: Sequence[str], first: int) -> int:
    """The number of the next heading's line."""
    return next((n for n in range(first, len(lines)) if lines[n].startswith("## ")), len(lines))


def _data(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    if not sources:
        return ["Not recorded: the data had no manifest beside them."]
    lines = []
    for source in sources:
        inputs = source.get("inputs") or []
        licences = Counter(item.get("licence") or "not stated" for item in inputs)
        said = ", ".join(f"{licence} ({count})" for licence, count in licences.most_common(12))
        counts = ", ".join(
            f"{key}: {value}"
            for key, value in (source.get("counts") or {}).items()
            if not isinstance(value, (dict, list))
        )
        seed = "" if source.get("seed") is None else f", seed {source['seed']}"
        lines.append(f"- `{source.get('step')}`{seed}: {len(inputs)} inputs; {counts or 'no counts'}")
        if said:
            lines.append(f"  - licences: {said}")
    return lines


def _scores(scores: Mapping[str, Any] | None) -> list[str]:
    if not scores:
        return ["Not measured: `piiscan train evaluate` writes what belongs here."]
    lines = [f"- {note}" for note in scores.get("notes", ())]
    lines += [
        "",
        "| category | " + " | ".join(f"{item['system']} F1 (95 %)" for item in scores["systems"]) + " |",
    ]
    lines.append("| --- |" + " --- |" * len(scores["systems"]))
    for label in (*map(str, CATEGORIES), "ALL"):
        cells = []
        for item in scores["systems"]:
            row = item["overlap"][label]
            spread = row["f1_interval"]
            shown = "-" if row["f1"] is None else f"{row['f1']:.3f}"
            cells.append(shown + (f" ({spread[0]:.2f} to {spread[1]:.2f})" if spread else ""))
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _thresholds(configuration: Mapping[str, Any], measured: Mapping[str, Any] | None) -> list[str]:
    head = "| category | values measured | " + " | ".join(f"{p}: threshold (P, R)" for p in PRESETS) + " |"
    lines = [head, "| --- | --- |" + " --- |" * len(PRESETS)]
    for category in map(str, CATEGORIES):
        row = (measured or {}).get(category, {})
        cells = []
        for preset in PRESETS:
            threshold = configuration["thresholds"][preset][category]
            known = row.get(preset, {})
            both = [known.get("precision"), known.get("recall")]
            shown = "" if None in both else f" ({both[0]:.2f}, {both[1]:.2f})"
            cells.append(f"{threshold:.2f}{shown}")
        lines.append(f"| {category} | {row.get('values', 0)} | " + " | ".join(cells) + " |")
    return lines
