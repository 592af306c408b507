"""All cuts of the evidence, by noun."""

from evidence.summaries.work import coverage, doubts, mine, overdue
from evidence.summaries.work.cut import together

CUTS = together((mine.CUTS, coverage.CUTS, overdue.CUTS, doubts.CUTS))
