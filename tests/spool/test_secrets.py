"""Secrets that a bot passes in by accident are in no file, no row, no dead letter and no message; everything else is what it was."""

from __future__ import annotations

import json
import random
import string

import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import ValueRefused
from alphagex_logs.export import Format
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.spool import record
from alphagex_logs.spool.directory import SHARED_MEMORY
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_psychology_notification, redaction
from alphagex_logs.writers.operations import EventId, Operation, Verb
from alphagex_logs.writers.testing import RecordingSink
from tests.export import reading
from tests.postgres.asking import ask
from tests.spool.conftest import read_all, ship
from tests.warehouse.opening import warehouse_of

DICE = random.Random(12)
LETTERS = string.ascii_letters + string.digits


def drawn(length, letters=LETTERS):
    return "".join(DICE.choices(letters, k=length - 1)) + "7"


# By what they look like: the text around the secret, and the secret.
LOOKS = [
    lambda: ("header {}", f"eyJhbGciOi{drawn(12)}.eyJzdWIi{drawn(20)}.{drawn(43)}"),
    lambda: ("id {} used", "AKIA" + drawn(16, string.ascii_uppercase)),
    lambda: ("({})", "sk-proj-" + drawn(32)),
    lambda: ("key={}", "sk_live_" + drawn(24)),
    lambda: ("git {}", "ghp_" + drawn(36)),
    lambda: ("posted with {}", f"xoxb-{drawn(12, string.digits)}-{drawn(24)}"),
    lambda: ("401 for Bearer {}", drawn(40)),
    lambda: ("cannot reach postgres://bot:{}@db.example:5432/logs", drawn(14)),
    lambda: ("read\n{}\ndone", f"-----BEGIN EC PRIVATE KEY-----\n{drawn(64)}\n-----END EC PRIVATE KEY-----"),
    lambda: ("GET https://api.example/v3?apiKey={}&ticker=SPY", drawn(32)),
    lambda: ("Client(user='bot', password='{}')", drawn(9)),
    lambda: ('{{"client_secret": "{}", "user": "bot"}}', drawn(20)),
    lambda: ("X-Api-Key: {}", drawn(20)),
]
NAMES = """
    password passwd db_password PASSWORD secret client_secret apiKey api_key apikey polygonApiKey x-api-key access_token accessToken
    refresh_token auth_token authorization Proxy-Authorization bearer private_key cookie Set-Cookie ALPACA_SECRET_KEY
    aws_secret_access_key OAuthToken credentials token passphrase pwd2
"""
HARMLESS_NAMES = """
    trading_session session_date session_id token_count author authority key_levels strike_key gex_key_level prompt_tokens max_tokens
    completion_tokens tokens_used position_key key keys keyword primary_reason secretary passed_risk_checks pass compass tokenized
    turkey bearish bearer_market market_session
"""
HARMLESS_TEXTS = [
    "Bearer bonds in a bear and bearer market; the secret: patience. Password: required, token count: 17",
    "risk-off-regime-into-CPI task-force-2025-11-23 desk-SPX-0DTE",
    "http://localhost:8080/path@now, 4500/4525 @ 1.25, user@example.com",
    "key=4500 strike_key=4500 max_tokens=100 tokens: 4096 session=RTH author=desk",
    "password=None, token = null, secret=[redacted], AKIA, eyJ, ghp_, ://, -----BEGIN CERTIFICATE-----",
]


def nested(value, depth):
    for level in range(depth):
        value = [value] if level % 3 == 2 else {f"level_{level}": value, "n": level}
    return value


def corpus():
    """200 secrets, each with a document that holds it: by name, or in a text; as value, or as key."""
    names = NAMES.split()
    for number in range(200):
        depth = number % 11
        if number % 3 == 0:
            secret = drawn(6 + number % 20)
            yield secret, nested({names[number // 3 % len(names)]: secret}, depth)
        else:
            around, secret = LOOKS[number % len(LOOKS)]()
            text = around.format(secret)
            yield secret, nested({text: 1} if number % 7 == 0 else {"note": text}, depth)


SECRETS = list(corpus())


def found_in(content: bytes):
    return [secret for secret, _ in SECRETS if secret.encode() in content or json.dumps(secret)[1:-1].encode() in content]


def log_all(sink):
    for number, (_secret, document) in enumerate(SECRETS):
        log_psychology_notification(sink, message=f"row {number}: {document}", details=document)


def refuse_all(sink):
    for number, (_secret, document) in enumerate(SECRETS):
        odd = {1.5j, str(document).encode()} if number % 2 else [document, object()]
        log_psychology_notification(sink, message=str(document) + "\0", details=odd, **({} if number % 5 else {"password": _secret}))


def test_no_secret_is_in_spool_rows_dead_letters_or_exports(database, destination, tmp_path):
    with SpoolSink(tmp_path / "spool") as sink:
        log_all(sink)
        refuse_all(sink)
        assert sink.wait(5)
        assert sink.redacted == 2 * len(SECRETS)
        assert sink.dropped == 0
    held = b"".join(payload for _number, payload in read_all(tmp_path / "spool", SHARED_MEMORY))
    assert held.count(b"[redacted]") >= 2 * len(SECRETS)
    assert found_in(held) == []
    assert [file.name for file in (tmp_path / "spool").rglob("*") if file.is_file() and found_in(file.read_bytes())] == []
    ship(tmp_path / "spool", SHARED_MEMORY, destination)
    rows = ask(database, "SELECT message, data FROM psychology_notifications")
    letters = ask(database, "SELECT payload, error FROM agx.dead_letter")
    assert (len(rows), len(letters)) == (len(SECRETS), len(SECRETS))
    assert found_in(json.dumps(rows).encode()) == []
    assert [error for payload, error in letters if found_in(bytes(payload) + error.encode())] == []
    with warehouse_of(database, tmp_path) as opened:
        assert [kind for kind in Format if found_in(reading.content(opened, "psychology_notifications", kind))] == []


def test_the_direct_way_redacts_too(database):
    with PostgresSink(database) as sink:
        log_all(sink)
    assert found_in(json.dumps(ask(database, "SELECT message, data FROM psychology_notifications")).encode()) == []


def test_the_glance_at_a_record_overlooks_none():
    assert [document for _, document in SECRETS if not redaction.suspects(json.dumps(document).encode())] == []


def test_no_secret_is_in_the_error_of_a_refused_value():
    for secret, document in SECRETS:
        with pytest.raises(ValueRefused) as refused:
            log_psychology_notification(RecordingSink(), message="m", details=json.dumps(document))
        assert secret not in str(refused.value)
        assert secret[-12:] not in str(refused.value)


def test_harmless_names_and_texts_stay_what_they_are():
    names = HARMLESS_NAMES.split()
    for number in range(200):
        name, text = names[number % len(names)], HARMLESS_TEXTS[number % len(HARMLESS_TEXTS)]
        document = nested({name: text, name.upper(): number, f"{name}_{number}": drawn(12), text: [text, None, True, 1.5]}, number % 11)
        assert redaction.part(document) == document
    assert [(table.name, column.name) for table in TABLES.values() for column in table.columns if redaction.names_a_secret(column.name)] == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("postgres://bot:hunter2@db/logs is away", "postgres://bot:[redacted]@db/logs is away"),
        ('{"password": "a\\"b", "user": "bot"}', '{"password": "[redacted]", "user": "bot"}'),
        ('{"password": 1234, "n": 5}', '{"password": "[redacted]", "n": 5}'),
        ('{"kept": "{\\"pwd\\": 1234}"}', '{"kept": "{\\"pwd\\": \\"[redacted]\\"}"}'),
        ("?apiKey=abc&ticker=SPY", "?apiKey=[redacted]&ticker=SPY"),
        ("Authorization: Basic dXNlcjpwYXNz, then", "Authorization: Basic [redacted], then"),
        ("PWD=abc;SERVER=x", "PWD=[redacted];SERVER=x"),
        ("dbPassword=hunter2.", "dbPassword=[redacted]."),
        ("Cookie: sid=abc; theme=dark\nnext", "Cookie: [redacted]\nnext"),
    ],
)
def test_only_the_secret_gives_way_and_doing_it_again_changes_nothing(sent, kept):
    assert redaction.text(sent) == kept
    assert redaction.text(kept) == kept


def test_what_is_unknown_true_or_false_is_no_secret():
    document = {"password": None, "has_credentials": True, "secret": "", "cookies": [False, {"sid": "abc", "age": 5}], "token": 5}
    assert redaction.part(document) == document | {"cookies": [False, {"sid": "[redacted]", "age": "[redacted]"}], "token": "[redacted]"}


def test_two_keys_that_are_secrets_stay_two():
    first, second = "ghp_" + "a1" * 15, "ghp_" + "b2" * 15
    assert redaction.part({first: 1, second: 2}) == {"[redacted]": 1, "[redacted] 1": 2}


def test_one_value_under_two_names_is_hidden_under_one(tmp_path):
    payload = record.dump_refused("log_gex_change", record.EventId("e"), {"symbol": "SPY", "password": "SPY"}, ValueError())
    assert b"SPY" in payload
    assert record.is_redacted(payload)


def test_what_tells_rows_apart_stays():
    sent = [dict.fromkeys(("bot_name", "reasoning"), "ghp_" + letter * 30) for letter in "ab"]
    first, second = (Operation(Verb.UPSERT, "oracle_predictions", EventId(""), values) for values in sent)
    clean = redaction.redacted([first, second])
    assert [one.values["bot_name"] for one in clean] == [first.values["bot_name"], second.values["bot_name"]]
    assert [one.values["reasoning"] for one in clean] == ["[redacted]"] * 2
