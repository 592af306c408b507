"""/.well-known/security.txt as RFC 9116 wants it."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from config.wellknown import security_txt


def test_the_file_names_a_contact_and_ends_within_a_year() -> None:
    text = security_txt(
        "mailto:a@b.example", "https://b.example/.well-known/security.txt", datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    )
    assert text == (
        "Contact: mailto:a@b.example\n"
        "Expires: 2026-08-31T00:00:00Z\n"
        "Canonical: https://b.example/.well-known/security.txt\n"
        "Preferred-Languages: en\n"
    )


def test_it_is_served_as_plain_text(client: Client) -> None:
    answer = client.get("/.well-known/security.txt", secure=True)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@localhost"
    assert fields["Canonical"] == "https://testserver/.well-known/security.txt"
    now = datetime.now(UTC)
    assert now < datetime.fromisoformat(fields["Expires"]) < now + timedelta(days=365)
    assert client.post("/.well-known/security.txt").status_code == 405
