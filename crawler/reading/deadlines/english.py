"""Rules for deadlines in English, as in consultations, the Federal Register and Hong Kong notices."""

from crawler.reading.rules import Rule, RuleGroup

_PAPERS = (
    r"(?:comments?|submissions?|applications?|responses?|consultation|proposals?|nominations?|bids?|tenders?|quotations?"
    r"|petitions?|objections?|requests?|registrations?|entries|abstracts?|letters?|reports?|returns?|claims?|payments?"
    r"|statements?|questionnaires?|views|feedback|evidence|offers?|expressions? of interest|replies|reply|motions?"
    r"|enrol?ments?|forms?|documents?|materials|fees?|surveys?|filings?|appeals?|representations?|notices? of intent)"
)
_ACTS = (
    r"(?:submit|file|apply|register|respond|comment|return|send|pay|enrol+|lodge|e-?mail|complete|reply|nominate|object"
    r"|appeal|provide|notify|request|postmarked|submitted|received|filed|receive|returned|lodged|paid|registered)"
)
_BY = (
    r"(?:by|before|until|till|through|closes?(?:\s+(?:on|at))?|closing(?:\s+(?:on|at))?|(?:is|are|be|falls?)?\s*due(?:\s+(?:on|by|in))?:?"
    r"|(?:no|not)\s+later\s+than|on\s+or\s+before|ends?(?:\s+(?:on|at))?|expires?(?:\s+on)?|(?:is\s+)?extended\s+(?:to|until|through)"
    r"|to\s+be\s+received\s+(?:by|on))"
)
_CLOCK = (
    r"\s*(?:close\s+of\s+business|the\s+end\s+of|midnight|noon|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|a\.\s?m\.|p\.\s?m\.|hours)?)?"
    r"\s*(?:\([a-z .]{2,24}\)|(?:u\.?s\.?\s+)?(?:(?:eastern|central|pacific|mountain|local|standard|daylight|hong kong"
    r"|[a-z]{1,3}[sd]t"
    r"|e\.?t\.?|utc|gmt|cet|time)[,\s]*){1,4})?"
    r"\s*,?\s*(?:on\s+|of\s+)?(?:[a-z]+day,?\s+)?(?:the\s+)?$"
)
_I = r"(?i:"

ENGLISH = RuleGroup(
    "deadlines.english",
    [
        Rule(
            "paper-by",
            rf"{_I}\b{_PAPERS}\b(?:[^.;]|\.(?!\s)){{0,100}}?\b(?:{_BY}|on){_CLOCK})",
            "papers that are due by a day",
            (
                "Comments must be received on or before ",
                "The consultation closes at 11:45pm on ",
                "Applications are due on ",
            ),
        ),
        Rule(
            "act-by",
            rf"{_I}\b{_ACTS}\b(?:[^.;]|\.(?!\s)){{0,120}}?\b{_BY}{_CLOCK})",
            "acts that are due by a day",
            ("Please submit your bid no later than 5 p.m. Eastern Time on ", "You must register by "),
        ),
        Rule(
            "deadline",
            rf"{_I}(?:closing\s+dates?|deadlines?|close\s+dates?|due\s+dates?|comments?\s+(?:due\s+)?date|comment\s+period|end\s+date|last\s+(?:day|date))\b[^.\d]{{0,60}}?{_CLOCK})",
            "a labelled last day",
            ("Closing date: ", "The deadline for applications is ", "Due date: "),
        ),
        Rule(
            "not-later",
            rf"{_I}\b(?:no|not)\s+later\s+than{_CLOCK})",
            "the words of a time limit, at any distance from the verb",
            ("Washington, DC 20551, not later than ",),
        ),
        Rule(
            "open-until",
            rf"{_I}\b(?:open|accepted|available|runs?|extended)\b(?:[^.;]|\.(?!\s)){{0,60}}?\b(?:until|till|through|to){_CLOCK})",
            "open until a day",
            ("Applications will be accepted until ", "The portal is open from 1 March to "),
        ),
    ],
)
ENGLISH_OWN = RuleGroup(
    "deadlines.english_own",
    [
        Rule(
            "authority",
            rf"{_I}\b(?:we|the\s+(?:agency|department|commission|board|secretary|ministry|government|council|committee|office|authority))"
            r"\s+(?:\w+\s+)?(?:will|intends?|expects?|plans?|issued|published|received|proposes?)\b)",
            "an act of the authority itself",
            ("The agency will publish a report by ", "We received comments through "),
        ),
        Rule(
            "earlier-notice",
            rf"{_I}\b(?:previously|earlier)\b|\b(?:was|were)\s+(?:published|requested|solicited|issued|held|announced)\b)",
            "what happened before",
            ("Comments were previously requested via the Federal Register on ",),
        ),
    ],
)
