"""Look-ups: what PubMed, Crossref and ClinicalTrials.gov know of an identifier, and why they could not be asked."""

from evidence.lookups.client import Client, NoAnswerError, Service
from evidence.lookups.looked import Looked, Sourced
from evidence.lookups.looking_up import Services, look_up
from evidence.lookups.registry_record import RegistryRecord

__all__ = [
    "Client",
    "Looked",
    "NoAnswerError",
    "RegistryRecord",
    "Service",
    "Services",
    "Sourced",
    "look_up",
]
