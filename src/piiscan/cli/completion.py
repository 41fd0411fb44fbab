"""``piiscan completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from piiscan.cli.output import write
from piiscan.errors import ExitCode

#: Where click has no suggestion, names of files: its own scripts complete nothing there, and most arguments are paths.
_FILES = {
    "bash": ("complete -o nosort -F", "complete -o nosort -o default -F"),
    "zsh": (
        "        compadd -U -V unsorted -a completions\n    fi\n",
        "        compadd -U -V unsorted -a completions\n    fi\n\n"
        '    if [[ -z "$completions$completions_with_descriptions" ]]; then\n        _files\n    fi\n',
    ),
    "fish": (
        "    end;\nend;\n\ncomplete",
        '    end;\n\n    if test -z "$response";\n        __fish_complete_path (commandline -ct);\n    end;\nend;\n\ncomplete',
    ),
}


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print the completion script for SHELL.

    \b
      eval "$(piiscan completion bash)"    in ~/.bashrc; bash 4.4 or newer
      eval "$(piiscan completion zsh)"     in ~/.zshrc, after compinit
      piiscan completion fish | source     in ~/.config/fish/config.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    script = found(ctx.find_root().command, {}, "piiscan", "_PIISCAN_COMPLETE").source_template
    names = {
        "complete_func": "_piiscan_completion",
        "complete_var": "_PIISCAN_COMPLETE",
        "prog_name": "piiscan",
    }
    write(script.replace(*_FILES[shell]) % names + "\n")
    return ExitCode.CLEAN
