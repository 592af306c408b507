"""What headings say of their text: dates as precise as they are, lanes as suggestions."""

import pytest

from evidence.dates import PartialDate
from wiki.models import Lane
from wiki.rendering.headings import Suggestion, date_in, suggest


@pytest.mark.parametrize(
    ("heading", "date", "words"),
    [
        ("Review of Treatment - Nov 2020", "2020-11", "Nov 2020"),
        ("Update March 2016 - no back pain for more than 1 year", "2016-03", "Update March 2016"),
        ("experience - Henry, Dec 2014", "2014-12", "Dec 2014"),
        ("during adolescence - Feb 2020? Kuwait", "2020-02?", "Feb 2020?"),
        ("RCT Sept 2021", "2021-09", "Sept 2021"),
        ("started June 2019, updated May 2024", "2024-05", "May 2024"),
        ("Update\u00a0Nov 2021 - 75+", "2021-11", "Update\u00a0Nov 2021"),
        ("Update: 2021-11-05 a note", "2021-11-05", "Update: 2021-11-05"),
        ("News, May 11 2022", "2022-05-11", "May 11 2022"),
        ("News, May 11th, 2022", "2022-05-11", "May 11th, 2022"),
        ("News of 11 May 2022?", "2022-05-11?", "11 May 2022?"),
        ("Seen Nov. 2021", "2021-11", "Nov. 2021"),
        ("Seen November, 2021", "2021-11", "November, 2021"),
        ("A survey - Spring 2019", "2019", "Spring 2019"),
        ("A survey (2016)", "2016", "2016"),
        ("A survey (2016?)", "2016?", "2016?"),
        ("A dissertation - 2022", "2022", "2022"),
        ("RCT Sept 2021 (2016)", "2021-09", "Sept 2021"),
        ("Feb 30 2020", None, ""),
        ("to be completed in (2024)", None, ""),
        ("2000 IU for 2000 people", None, ""),
        ("1950-2010", None, ""),
        ("a trial - to be completed March 2024", None, ""),
        ("ages 50-69", None, ""),
        ("Marching 2014 times", None, ""),
        ("", None, ""),
    ],
)
def test_a_heading_dates_what_stands_under_it(heading: str, date: str | None, words: str) -> None:
    assert date_in(heading) == (PartialDate.parse(date) if date else None, words)


@pytest.mark.parametrize(
    ("heading", "text", "suggestion"),
    [
        (
            "By what mechanism? Perplexity AI - May 2024",
            "",
            Suggestion(lane="AI-written", reason="“Perplexity” in the heading"),
        ),
        ("Pain relief experience", "", Suggestion(lane="personal experience", reason="“experience” in the heading")),
        ("eliminated my low back pain", "", Suggestion(lane="personal experience", reason="“my” in the heading")),
        ("Final Thoughts", "Grab a jar. Shop now", Suggestion(lane="commercial", reason="“Grab a jar” in the text")),
        ("Final Thoughts: shop now", "", Suggestion(lane="commercial", reason="“shop now” in the heading")),
        ("Therapy - RCT", "Improved in 66%", Suggestion(lane="trial report", reason="“RCT” in the heading")),
        ("A double-blind trial", "", Suggestion(lane="trial report", reason="“double-blind” in the heading")),
        ("My RCT", "", Suggestion(lane="personal experience", reason="“My” in the heading")),
        (
            "ChatGPT on a randomized trial",
            "",
            Suggestion(lane="AI-written", reason="“ChatGPT” in the heading"),
        ),
        ("RCT in the New York Times", "", Suggestion(lane="news", reason="“New York Times” in the heading")),
        ("Low back pain in Wikipedia", "", Suggestion(lane="encyclopaedia", reason="“Wikipedia” in the heading")),
        ("BEST, NCT05396014", "", Suggestion(lane="registry", reason="“NCT05396014” in the heading")),
        ("NICE draft", "", Suggestion(lane="guideline", reason="“NICE” in the heading")),
        ("Meta-analysis of RCTs", "", Suggestion(lane="systematic review", reason="“Meta-analysis” in the heading")),
        ("Review of creams", "", Suggestion(lane="narrative review", reason="“Review of” in the heading")),
        ("An RCT is needed", "", Suggestion()),
        ("Phase I results", "", Suggestion()),
        ("Nice weather", "", Suggestion()),
        ("Main aims", "", Suggestion()),
    ],
)
def test_a_lane_is_suggested_with_its_reason(heading: str, text: str, suggestion: Suggestion) -> None:
    assert suggest(heading, text) == suggestion
    assert suggestion.lane in {"", *Lane.values}
