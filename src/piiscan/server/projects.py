"""The folders that an editor has open: each with its configuration, and the rules compiled for it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from piiscan.catalog.shelf import named
from piiscan.detect.modelled import modelled_of
from piiscan.run.scanner import Scanner, Wanted
from piiscan.run.workers import Job
from piiscan.server.checked import Checked
from piiscan.settings.load import load
from piiscan.settings.model import Settings
from piiscan.sources.ignore import Excludes
from piiscan.sources.places import prefix, shown
from piiscan.sources.project import prefix_below_project, project_root
from piiscan.suppress.baseline.file import NAME, read
from piiscan.types import RuleInfo

#: A change of one of these changes what is found.
CONFIGURATION = ("piiscan.toml", ".piiscan.toml", "pyproject.toml", NAME)


class Project:
    """One folder. Raises ``ConfigError``, ``RuleError`` or ``EngineError`` where its configuration is wrong."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.settings: Settings = load(root)
        self._prefix = prefix(root)
        self._excludes = Excludes(self.settings.exclude, self._prefix.replace(os.sep, "/"))
        self._job = Job(self.settings, self._wanted(), root, prefix_below_project(root))
        self.scanner: Scanner = self._job.scanner()

    @property
    def _baseline(self) -> str:
        return os.path.join(project_root(self.root), NAME)

    def _wanted(self) -> Wanted:
        """What the baseline knows is not shown. Raises ``BaselineError``."""
        if not os.path.lexists(self._baseline):
            return Wanted()
        baseline = read(self._baseline)
        return Wanted(trace_key=baseline.key, known=baseline.entries)

    def accept(self, checked: Checked, offset: int, rule: str) -> bool:
        """Add the finding of ``rule`` at the byte ``offset`` to the baseline; whether there is one.

        Raises ``BaselineError`` with the file as it was.
        """
        from piiscan.run.baseline.addition import Addition

        addition = Addition(self._baseline, project_root(self.root), self.root)
        scanner = self._job._replace(wanted=addition.wanted(Wanted())).scanner()
        for finding in Checked.of(scanner, checked.path, checked.text).findings:
            if (finding.start_offset, finding.rule) == (offset, rule):
                addition.add(finding, scanner.detector)
                return True
        return False

    def rules(self, ids: Sequence[str]) -> list[RuleInfo]:
        return [
            rule.info() for rule in (*named(self.scanner.detector.rules, ids), *modelled_of(frozenset(ids)))
        ]

    def check(self, path: str, text: str) -> Checked:
        """``path`` is absolute, or the name of something that is no file yet; what is excluded has no findings."""
        name = shown(path, self._prefix) if os.path.isabs(path) else path
        if self._excludes.cover(name):
            return Checked(name, text, ())
        return Checked.of(self.scanner, name, text)


class Projects:
    """All that are open; each is read when a document of it is first looked at."""

    def __init__(self) -> None:
        self._known: dict[str, Project] = {}

    def of(self, path: str, folders: Sequence[str]) -> Project:
        """The innermost of ``folders`` that ``path`` lies in, or else its own directory."""
        holding = [folder for folder in folders if prefix(path).startswith(prefix(folder))]
        above = os.path.dirname(path) if os.path.isabs(path) else os.getcwd()
        root = (
            max(holding, key=len)
            if holding
            else (folders[0] if folders and not os.path.isabs(path) else above)
        )
        project = self._known.get(root)
        if project is None:
            project = self._known[root] = Project(root)
        return project

    def open(self) -> list[Project]:
        return list(self._known.values())

    def forget(self) -> None:
        """Read every configuration anew."""
        self._known.clear()
