"""The search language in the reader's words: what its page lists and what the box offers are made from this."""

from typing import Final

from desktop.language import N_

WAYS: Final[tuple[tuple[str, str], ...]] = (
    ("state space", N_("both words, anywhere in a paper")),
    ('"state space"', N_("these words beside each other")),
    ("mamba OR transformer", N_("either of them")),
    ("audio -speech", N_("the first without the second; also NOT speech")),
    ("(mamba OR transformer) audio", N_("parentheses hold together")),
    ("transform*", N_("words that begin so; three letters or more")),
    ("~learn", N_("the word in any form: learned, learner, learning")),
    ("reward NEAR/5 human", N_("with at most five words between them, either first")),
)
"""What can be written without any field."""

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "title": (N_("words of the title"), "title:attention"),
    "abs": (N_("words of the abstract"), 'abs:"long context"'),
    "author": (N_("an author"), 'author:"ines marot"'),
    "cat": (N_("a subject of arXiv"), "cat:cs.LG"),
    "tag": (N_("your tag, with the tags below it"), "tag:thesis"),
    "feed": (N_("seen in a feed"), 'feed:"daily papers"'),
    "note": (N_("words of your note"), "note:genomics"),
    "quote": (N_("words of a passage that you kept"), 'quote:"long memory"'),
    "key": (N_("its citation key begins so"), "key:marot2026"),
    "is": (N_("what you did with it"), "is:starred"),
    "has": (N_("what there is of it"), "has:code"),
    "after": (N_("from this day, month or year on"), "after:2026-05"),
    "before": (N_("from before it"), "before:2026-05-27"),
    "year": (N_("from this year"), "year:2026"),
    "votes": (N_("with more votes than that; also >=, <, <="), "votes:>20"),
    "heat": (N_("among the hottest tenth of its source these days"), "heat:>0.9"),
    "starred": (N_("you starred it then: within a year, a month or a day, also >, >=, <, <="), "starred:>=2026-03"),
    "opened": (N_("you opened it then, in the same way"), "opened:2026-05"),
}
"""For each field what it asks for, and an example."""

STATES: Final[dict[str, str]] = {
    "starred": N_("you gave it a star"),
    "later": N_("on your reading list"),
    "done": N_("you are done with it"),
    "dismissed": N_("you sent it away"),
    "read": N_("you have read it"),
    "unread": N_("you have not read it"),
    "new": N_("it came within the last day"),
    "updated": N_("a new version came since you marked it"),
    "code": N_("its code can be reached"),
    "pdf": N_("its PDF can be reached"),
    "note": N_("you wrote a note on it"),
    "quote": N_("you kept a passage of it"),
}
