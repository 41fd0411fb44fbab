"""The project that a command on its baseline works in, and a scan of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from piiscan.cli.known import NAME
from piiscan.cli.options import current_directory, settings_from
from piiscan.cli.scan import tree_entries
from piiscan.cli.terminal import progress_bar
from piiscan.run.baseline.known import Comparison, Known
from piiscan.run.scan import scan as run_scan
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.project import prefix_below_project, project_root
from piiscan.suppress.baseline.file import Baseline
from piiscan.types import ScanResult


class Project(NamedTuple):
    """Where a command works."""

    cwd: str
    root: str
    location: str
    """The baseline's file."""
    settings: Settings
    job: Job


def project_from(options: dict[str, Any], *, wanted: Wanted | None = None) -> Project:
    """Round the current directory. Raises ``ConfigError``."""
    cwd = current_directory()
    root = project_root(cwd)
    settings = settings_from({**options, "fail_on": None, "show_notes": None, "mask": None}, cwd)
    location = os.path.abspath(options["baseline"] or os.path.join(root, NAME))
    job = Job(settings, wanted or Wanted(fingerprints=False), cwd, prefix_below_project(cwd))
    return Project(cwd, root, location, settings, job)


def scanned(
    project: Project, content: Baseline, paths: Sequence[str], *, progress: bool
) -> tuple[Known, Comparison, ScanResult]:
    """Scan ``paths`` (none: the whole project) and look at it from ``content``. Raises ``UsageError``."""
    known = Known(content, project.root, project.cwd, lambda: project.job.scanner().detector, masks=True)
    job = project.job._replace(wanted=known.wanted(project.job.wanted))
    with progress_bar(progress) as update:
        entries = tree_entries(tuple(paths) or (project.root,), project.settings, project.cwd)
        result = run_scan(job, known.watched(entries), progress=update)
    return known, known.compared(result), result
