"""Tables of published meta-analyses, typed in from the papers."""

from __future__ import annotations

from evidence.statistics import Counts, Effect, Group, NotEstimableError

Table = tuple[Counts, Counts]


def table(a: float, n1: float, c: float, n2: float) -> Table:
    return Counts(events=a, total=n1), Counts(events=c, total=n2)


# Colditz et al. 1994, JAMA 271:698-702, doi:10.1001/jama.1994.03510330076038: tuberculosis among those vaccinated with
# BCG and those not, by trial, in the order of R's dat.bcg; and how people were allocated.
BCG: dict[str, tuple[float, float, float, float, str]] = {
    "Aronson 1948": (4, 123, 11, 139, "random"),
    "Ferguson & Simes 1949": (6, 306, 29, 303, "random"),
    "Rosenthal et al 1960": (3, 231, 11, 220, "random"),
    "Hart & Sutherland 1977": (62, 13598, 248, 12867, "random"),
    "Frimodt-Moller et al 1973": (33, 5069, 47, 5808, "alternate"),
    "Stein & Aronson 1953": (180, 1541, 372, 1451, "alternate"),
    "Vandiviere et al 1973": (8, 2545, 10, 629, "random"),
    "TPT Madras 1980": (505, 88391, 499, 88391, "random"),
    "Coetzee & Berjak 1968": (29, 7499, 45, 7277, "random"),
    "Rosenthal et al 1961": (17, 1716, 65, 1665, "systematic"),
    "Comstock et al 1974": (186, 50634, 141, 27338, "systematic"),
    "Comstock & Webster 1969": (5, 2498, 3, 2341, "systematic"),
    "Comstock et al 1976": (27, 16913, 29, 17854, "systematic"),
}
BCG_TABLES = [table(*row[:4]) for row in BCG.values()]

# Normand 1999, Stat Med 18:321-359: days in hospital, specialist stroke care against routine care.
NORMAND: dict[str, tuple[Group, Group]] = {
    "Edinburgh": (Group(n=155, mean=55, sd=47), Group(n=156, mean=75, sd=64)),
    "Orpington-Mild": (Group(n=31, mean=27, sd=7), Group(n=32, mean=29, sd=4)),
    "Orpington-Moderate": (Group(n=75, mean=64, sd=17), Group(n=71, mean=119, sd=29)),
    "Orpington-Severe": (Group(n=18, mean=66, sd=20), Group(n=18, mean=137, sd=48)),
    "Montreal-Home": (Group(n=8, mean=14, sd=8), Group(n=13, mean=18, sd=11)),
    "Montreal-Transfer": (Group(n=57, mean=19, sd=7), Group(n=52, mean=18, sd=4)),
    "Newcastle": (Group(n=34, mean=52, sd=45), Group(n=33, mean=41, sd=34)),
    "Umea": (Group(n=110, mean=21, sd=16), Group(n=183, mean=31, sd=27)),
    "Uppsala": (Group(n=60, mean=30, sd=27), Group(n=52, mean=23, sd=20)),
}

# Higgins, White and Wood 2008, Clin Trials 5:225-239, doi:10.1177/1740774508091600: clinical improvement among those
# seen to the end, haloperidol against placebo. Six trials have an empty cell.
HALOPERIDOL: dict[str, tuple[float, float, float, float]] = {
    "Avanitis": (25, 50, 18, 51),
    "Beasley": (29, 47, 20, 34),
    "Bechelli": (12, 29, 2, 30),
    "Borison": (3, 12, 0, 12),
    "Chouinard": (10, 21, 3, 22),
    "Durost": (11, 19, 1, 15),
    "Garry": (7, 25, 4, 25),
    "Howard": (8, 17, 3, 13),
    "Marder": (19, 64, 14, 64),
    "Nishikawa 82": (1, 10, 0, 10),
    "Nishikawa 84": (11, 34, 0, 13),
    "Reschke": (20, 29, 2, 11),
    "Selman": (17, 18, 7, 11),
    "Serafetinides": (4, 14, 0, 13),
    "Simpson": (2, 16, 0, 7),
    "Spencer": (11, 12, 1, 12),
    "Vichaiya": (9, 29, 0, 29),
}
HALOPERIDOL_TABLES = [table(*row) for row in HALOPERIDOL.values()]

__all__ = ["BCG", "BCG_TABLES", "HALOPERIDOL", "HALOPERIDOL_TABLES", "NORMAND", "Effect", "NotEstimableError", "table"]
