"""Which company a mail address belongs to: by its domain, unless the domain is open to everybody."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_LIST = tomllib.loads(Path(__file__).with_name("free_mail.toml").read_text(encoding="utf-8"))
_SERVICES, _DOMAINS = frozenset(_LIST["services"]), frozenset(_LIST["domains"])
# Enters the settings that a file is read with, so that a longer list is applied to old files too.
FREE_MAIL_SHA256 = hashlib.sha256(json.dumps(_LIST, sort_keys=True).encode()).hexdigest()
# Second-level endings, so that in `yahoo.co.uk` the name is `yahoo`.
_SECOND_LEVEL = frozenset(("co", "com", "net", "org", "gob", "gov", "edu", "ac"))


@lru_cache(maxsize=65536)
def mail_domain(email: str) -> str:
    """The domain that tells the company of a normalised address; "" for free mail, or where there is none.

    Examples
    --------
    >>> mail_domain("ana@Example.com."), mail_domain("ana@yahoo.co.uk"), mail_domain("")
    ('example.com', '', '')
    """
    domain = email.rpartition("@")[2].strip().strip(".").casefold() if "@" in email else ""
    domain = _as_letters(domain)
    return "" if is_free_mail(domain) else domain


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at a domain; of its subdomains too."""
    labels = domain.split(".")
    return _service(labels) in _SERVICES or any(".".join(labels[i:]) in _DOMAINS for i in range(len(labels)))


def _service(labels: list[str]) -> str:
    """The name that was registered: the label before the ending."""
    n_ending = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1
    return labels[-1 - n_ending] if len(labels) > n_ending else ""


def _as_letters(domain: str) -> str:
    """A domain of other letters than ASCII in one way of writing: `xn--...` as its letters."""
    try:
        return domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    except UnicodeError:
        return domain


def domains_of(emails: Iterable[str]) -> dict[str, str]:
    """Domain by address, those only that tell a company."""
    return {email: domain for email in set(emails) if (domain := mail_domain(email))}
