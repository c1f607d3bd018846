"""Secrets that came into a record by accident: found by the name that they go by, or by what they look like, and replaced by `[redacted]`.

A name counts as a whole: `polygonApiKey` and `x-api-key` name a secret, `gex_key_level`, `session_id` and `prompt_tokens` do not.
Every expression is linear in the length of the text: what repeats is possessive, bounded, or cannot hold the beginning of another match. No group is
possessive: Python before 3.11.5 forgets where one that fails began.
"""

from __future__ import annotations

import re
import reprlib
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagex_logs.writers.operations import Operation

REDACTED = "[redacted]"
_LONGEST_NAME = 100
_SHORTEST_SECRET = 8  # with what makes it one: `pwd=1234`
_MOST_SHOWN = 20  # parts of a container in a message; reprlib shows fewer

# What a name must end with. Of tokens only those that open something: models count tokens too.
_NAME = (
    r"(?:pass[_-]?(?:word|wd|phrase|code)s?|pgpassword|pwd|secrets?|credentials?|cookies?"
    r"|(?:api|secret|private|access|encryption|signing|ssh|auth|consumer)[_-]?keys?"
    r"|(?:access|refresh|auth|authentication|id|api|bearer|session|csrf|xsrf|bot|oauth|jwt|security|secret|user|personal|device|webhook|broker"
    r"|tradier|schwab|polygon|alpaca|tastytrade|github|slack|discord|telegram)[_-]?token"
    r"|(?:access|refresh|auth)[_-]?tokens)"
)
_ALONE = r"(?:token|bearer|jwt|(?:(?:proxy|http|x)[_-]?)?authorization)"
_NUMBER = r"(?:[_-]?\d{1,3})?"
_is_name = re.compile(rf"(?:(?:.*_)?{_NAME}|{_ALONE}){_NUMBER}").fullmatch
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_HINTS = ("passw", "pass_", "pass-", "passphrase", "passcode", "pwd", "secret", "token", "authorization", "bearer", "cookie", "credential", "jwt", "key")
_CAPITALS = r"(?:A(?:pi|PI)Keys?|Pass(?:word|wd)|Secret(?:Key|Token)?|(?:Access|Private)Key|(?:Access|Refresh|Auth|Api|Bot)Token)"

# What follows a name in a text: an assignment, a pair of a document, a header. The groups stay, what comes after the last of them is the secret.
_STAYS = r"(?!(?i:none|null|true|false)\b|\[redacted\])"
_BARE = r"[^\s&;\"'<>()\[\]{}\\][^\s&;\"'<>\\]*(?<![,.)\]}])"
_FOLLOWS = (
    rf"{_NUMBER}(?:\\{{0,8}}[\"'])?\s{{0,2}}+[=:]\s{{0,2}}+)(?:"
    rf"(\"){_STAYS}(?!\")[^\"\\]*+(?:\\.[^\"\\]*+)*"
    rf"|('){_STAYS}(?!')[^'\\]*+(?:\\.[^'\\]*+)*"
    rf"|(\\{{1,8}}[\"']){_STAYS}(?!\\{{0,8}}[\"'])[^\"\\]*+(?:\\++(?![\"'\\])[^\"\\]*+)*"
    rf"|((?i:basic|bearer|token|digest)[ ]{{1,2}}){_STAYS}[^\s\"',;\\]++"
    rf"|(?:(?<==)|(?<==\s)){_STAYS}{_BARE}"
    rf"|-?\d[\d.]*+(?=\s{{0,2}}[,\]}}])"
    rf"|{_STAYS}(?=[^\s\d\"']{{0,64}}+\d)(?=[^\s&;\"'<>]{{6}}){_BARE})"
)
_named = re.compile(rf"([^A-Za-z0-9](?i:{_NAME}|(?<![_-]){_ALONE}){_FOLLOWS}", re.DOTALL).sub  # the text is given a beginning that is no letter
_capitalised = re.compile(rf"({_CAPITALS}{_FOLLOWS}", re.DOTALL).sub

# A number in a document that is kept as text gives way to a text, in the quotes that its name has, so that the document can still be read.
_before_a_number = re.compile(r"(\\{0,8}[\"'])\s{0,2}+[=:]\s{0,2}+-?\d[\d.]*+\Z").search

# What secrets look like: one of the literals is in the text, else it is not looked for. The group stays.
_LOOKS = tuple(
    (hints, re.compile(expression))
    for hints, expression in (
        (("-----BEGIN ",), r"()-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^-]*+(?:-(?!----END )[^-]*+)*(?:-----END [A-Z0-9 ]{1,60}-----)?"),
        (("://",), r"(://[^\s:/@?#\"'<>]{0,256}+:)(?!\[redacted\])[^\s/\"'<>]+(?=@)"),
        (("/bot",), r"(://[a-z.]{1,64}+/bot)\d{5,12}:[\w-]{20,}+"),
        (("eyJ",), r"()(?<![\w-])eyJ[\w-]{8,}+(?:\.[\w-]*+){2,4}"),
        (("AKIA",), r"()(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
        (("sk-",), r"()sk-(?<![\w-]sk-)(?=[a-z_-]*+[A-Z0-9])[\w-]{16,}+"),
        (("k_live_", "k_test_"), r"()(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{10,}+"),
        (("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), r"()(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20,}+|github_pat_\w{20,}+)"),
        (("xox",), r"()(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{10,}+"),
        (
            ("earer", "EARER"),
            r"(\b[Bb](?:earer|EARER)(?:\s{1,3}|%20))(?:(?=[A-Za-z._~+/=-]*+\d)(?=[\d._~+/=-]*+[A-Za-z])[A-Za-z0-9._~+/=-]{8,}+|[A-Za-z0-9._~+/=-]{20,}+)",
        ),
        (("ookie:", "OOKIE:"), r"(\b(?i:cookie): {0,2})(?=[\w.-]{1,64}+=)[^\r\n\"']++"),
    )
)

# The same at a glance, in lower case. Each begins with a rare letter, because Python looks for that alone nearly at the speed of memory.
_GLANCES = tuple(
    re.compile(expression, re.DOTALL).search
    for expression in (
        rb"k(?:(?<=tok)en(?!s?_[a-z])|(?<=cook)ie|(?<=ak)ia|(?<=sk)-(?<![a-z0-9_-]sk-)|_live_|_test_"
        rb"|ey(?:(?<=(?:api|ssh).key)|(?<=(?:api|ssh)key)|(?<=auth.key)|(?<=authkey)|(?<=(?:secret|access).key)|(?<=(?:secret|access)key)|(?<=private.key)"
        rb"|(?<=privatekey)|(?<=signing.key)|(?<=signingkey)|(?<=consumer.key)|(?<=consumerkey)|(?<=encryption.key)|(?<=encryptionkey)))",
        rb"w(?:(?<=passw)|(?<=pass.w)|(?<=pw)d)",
        rb"c(?:redential|ode(?:(?<=passcode)|(?<=pass.code))|ret(?<=secret))",
        rb"j(?:wt|(?<=eyj))",
        rb"bearer",
        rb"h(?:oriz(?<=authoriz)|(?<=gh)[opsur]_|ub_pat_|rase(?:(?<=passphrase)|(?<=pass.phrase)))",
        rb"ox(?<=xox)[a-z]-",
        rb"://",
    )
)


def suspects(payload: bytes) -> bool:
    """Whether a record, as JSON, may hold a secret: at a glance, and never no where there is one."""
    low = payload.lower()
    for glance in _GLANCES:  # noqa: SIM110  a generator takes as long as the search
        if glance(low):
            return True
    return False


def redacted(operations: Sequence[Operation]) -> Sequence[Operation]:
    """The operations without secrets in texts and documents, the same ones where there are none."""
    clean = [_operation(one) for one in operations]
    return operations if all(one is other for one, other in zip(clean, operations, strict=True)) else clean


def _operation(operation: Operation) -> Operation:
    kept = _identity(operation.table)
    values, match = (_object(sent) | {name: value for name, value in sent.items() if name in kept} for sent in (operation.values, operation.match))
    if values == operation.values and match == operation.match:
        return operation
    return replace(operation, values=values, match=match)


@cache
def _identity(table: str) -> frozenset[str]:
    """The columns that tell rows apart: two secrets in them that gave way to one word would become one row."""
    return frozenset({*TABLES[table].natural_key}.union(*TABLES[table].unique))


def part(value: object) -> object:
    """A part of a document, or the document, without secrets at any depth."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return [part(item) for item in value]
    return value


def _object(values: Mapping[str, object]) -> dict[str, object]:
    clean: dict[str, object] = {}
    for key, value in values.items():
        shown = name = text(key)
        while shown in clean:  # two keys that were secrets stay two
            shown = f"{name} {len(clean)}"
        clean[shown] = hidden(value) if value is not None and names_a_secret(key) else part(value)
    return clean


def hidden(value: object) -> object:
    """What stands for a value that goes by a secret's name: in documents every text and number gives way, what is unknown, true or false stays."""
    if isinstance(value, dict):
        return {key: hidden(item) for key, item in _object(value).items()}
    if isinstance(value, list | tuple):
        return [hidden(item) for item in value]
    return value if value is None or value == "" or isinstance(value, bool) else REDACTED


@lru_cache(maxsize=4096)
def names_a_secret(key: str) -> bool:
    """Whether what goes by this name is a secret, however its words are joined."""
    if len(key) > _LONGEST_NAME:
        return False
    low = key.lower()
    return any(hint in low for hint in _HINTS) and _is_name(_WORDS.sub("_", key).strip("_").lower()) is not None


def text(value: str) -> str:
    """A text with `[redacted]` for each secret in it; the same text where there is none."""
    if len(value) < _SHORTEST_SECRET:
        return value
    for hints, expression in _LOOKS:
        for hint in hints:
            if hint in value:
                value = expression.sub(r"\1" + REDACTED, value)
                break
    low = value.lower()
    if any(hint in low for hint in _HINTS):
        value = _capitalised(_replaced, _named(_replaced, " " + value)[1:])
    return value


def _replaced(found: re.Match[str]) -> str:
    kept = found[found.lastindex] if found.lastindex and found.lastindex > 1 else ""
    number = None if kept else _before_a_number(found[0])
    quote = number[1] if number else ""
    return f"{found[1]}{kept}{quote}{REDACTED}{quote}"


def told(value: object) -> object:
    """A value as a message may show it: itself, or what its `reprlib` form is without secrets."""
    if type(value) is str:
        return text(value)
    if type(value) in {dict, list, tuple}:
        careful = _Careful()
        shown = careful.repr(value)
        return _Shown(shown) if careful.found else value
    return value


class _Careful(reprlib.Repr):
    """Takes secrets away before it shortens: half of one is one."""

    found = False

    def repr_str(self, value: str, level: int) -> str:
        clean = text(value)
        self.found |= clean != value
        return super().repr_str(clean, level)

    def repr_dict(self, value: dict[object, object], level: int) -> str:
        some = dict(islice(value.items(), _MOST_SHOWN))
        secret = {key: REDACTED for key in some if isinstance(key, str) and names_a_secret(key)}
        self.found |= bool(secret)
        return super().repr_dict(some | secret, level)


class _Shown:
    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return self._shown
