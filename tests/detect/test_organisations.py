"""Whose an account on a hosting service is."""

import pytest

from piiscan.detect.organisations import is_organisation


@pytest.mark.parametrize(
    ("account", "repository"),
    [
        (b"wkrieger", b""),
        (b"wkrieger", b"dotenv"),
        (b"Wanda-Krieger", b"dotenv"),
        (b"carlos", b"x"),  # ends like an operating system
        (b"diego", b"x"),  # and like a language
        (b"wk", b"wk-tools"),  # two letters are in many names
        (b"wkross", b"x"),  # and like what is free
    ],
)
def test_people(account, repository):
    assert not is_organisation(account, repository)


@pytest.mark.parametrize(
    ("account", "repository"),
    [
        (b"google", b""),
        (b"HashiCorp", b"hcl"),
        (b"acme-labs", b"site"),
        (b"acmejs", b""),
        (b"the-acme-project", b"x"),
        (b"celery", b"celery"),
        (b"mochajs", b"mocha"),
        (b"getmail6", b"getmail6.git"),
        (b"acme-go", b"x"),
        (b"acme-oss", b"x"),
        (b"acme", b"acme-client"),
    ],
)
def test_projects(account, repository):
    assert is_organisation(account, repository)
