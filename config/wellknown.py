"""/.well-known/security.txt (RFC 9116): where to tell of a hole."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# The standard asks for less than a year; a site that is asked again tomorrow can promise less.
VALID_FOR = timedelta(days=180)


def security_txt(contact: str, canonical: str, now: datetime) -> str:
    expires = (now + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        f"Contact: {contact}\n"
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}\n"
        f"Canonical: {canonical}\n"
        "Preferred-Languages: en\n"
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    text = security_txt(settings.SECURITY_CONTACT, request.build_absolute_uri(), datetime.now(UTC))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
