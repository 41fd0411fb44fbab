"""Addresses of offices and lists: they are there to be written to, whoever has the office this year."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.memory import remembered

#: RFC 2142 has the first of them. The anchor of PII105 knows them all (tests/rules/test_email_roles.py).
ROLES = frozenset(
    (
        b"abuse accounts admin administrator admins announce announcements appsec authors billing board bot bots bug bugreport "
        b"bugreports bugs build ca careers cert chat ci coc code-of-conduct codeofconduct commits committee community compliance "
        b"conduct contact contributors core core-team customer-service customerservice daemon dev devel developer developers "
        b"devops devteam disclosure discuss do-not-reply donotreply editor editors enquiries enquiry events feedback finance "
        b"general hello help helpdesk hi hostmaster hr info information inquiries inquiry issues jobs legal list listmaster "
        b"lists mail mailer mailer-daemon mailing-list maintainer maintainers management marketing media moderators newsletter "
        b"no-reply no_reply noc noreply notification notifications notify office oncall open-source opensource ops orders "
        b"organizers oss packages partners patches payments postmaster press privacy project projects psirt qa questions "
        b"recruiting registrar release releases reply report reports requests root sales secure security security-alert "
        b"security-team service services shop social staff subscribe support sysadmin team tech trademark trademarks unsubscribe "
        b"users usersupport vuln vulnerabilities vulnerability webadmin webmaster website welcome "
    ).split()
)
#: What a name of several words ends with; of people some are called Press.
_ENDS = frozenset(
    b"admin announce bot bugs commits devel dev discuss info list lists noreply owner request security subscribe support team "
    b"unsubscribe users".split()
)
_WORD = regex(rb"[-_.]")
_LISTS = regex(rb"(?:lists?|ml|mailman|groups|bugs)\.|googlegroups\.com\Z")


@remembered
def is_role(value: bytes) -> bool:
    """Whether it is the address of an office or a list, not of a person: `security@…`, `ring-devel@…`, `…@lists.…`."""
    local, _, domain = value.lower().partition(b"@")
    last = _WORD.split(local)[-1]
    return local in ROLES or (last != local and last in _ENDS) or bool(_LISTS.match(domain))
