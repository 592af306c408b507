"""The services that this site looks things up with, as its settings name them."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from django.conf import settings

from evidence.lookups import Client, Service, Services
from evidence.lookups.client import LOOPBACK

# PubMed takes three questions a second of one address, ClinicalTrials.gov about fifty a minute.
PAUSES = {"PubMed": 0.34, "Crossref": 0.1, "ClinicalTrials.gov": 1.2}


def services() -> Services:
    return Services(
        pubmed=_service("PubMed", settings.PUBMED_URL),
        crossref=_service("Crossref", settings.CROSSREF_URL),
        clinicaltrials=_service("ClinicalTrials.gov", settings.CLINICALTRIALS_URL),
    )


def client(whole: float = math.inf) -> Client:
    """`whole` bounds all questions together, in seconds: somebody may be waiting for a page."""
    return Client(contact=settings.LOOKUP_CONTACT, whole=whole)


def _service(name: str, url: str) -> Service:
    """One on this computer plays the service for a test, and needs no pause."""
    return Service(name=name, url=url, pause=0.0 if urlsplit(url).hostname in LOOPBACK else PAUSES[name])
