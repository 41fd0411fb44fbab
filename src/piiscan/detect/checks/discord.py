"""Discord bot tokens: the bot's user id, a time, and a signature, each in base 64, between dots."""

from __future__ import annotations

import base64
import string
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64

if TYPE_CHECKING:
    from random import Random


def bot(candidate: Candidate, argument: str) -> bool:
    """The first part is base 64 of a user id: 17 to 20 decimal digits (Discord's docs: "Snowflakes")."""
    user = decode_base64(candidate.reveal().partition(b".")[0])
    if user is None or not user.isdigit() or not 17 <= len(user) <= 20:
        return False
    candidate.prove()
    return True


@generator("discord")
def _discord(argument: str, random: Random) -> str:
    """``%{discord:18}``: a token of a bot whose id has that many digits."""
    rest = "".join(random.choice(string.digits) for _ in range(int(argument) - 1))
    user = random.choice("123456789") + rest
    parts = (user.encode(), random.randbytes(4), random.randbytes(28))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
