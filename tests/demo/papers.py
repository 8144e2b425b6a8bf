"""Papers for the demo, all of them made up: nobody wrote them, and their arXiv numbers are dealt to nobody."""

from dataclasses import dataclass
from datetime import date

from storage import Announcement

MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """One paper as both servers tell it; `votes` by poll, None where only arXiv has it.

    What stands below `stars` the pictures' library alone has. One with a DOI is bioRxiv's, a `lab`'s is no preprint.
    """

    number: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    day: date
    votes: tuple[int, int] | None = None
    comments: int = 0
    code: str = ""
    stars: int = 0
    version: int | None = None
    announced: Announcement = "new"
    organisation: str = ""
    summary: str = ""
    doi: str = ""
    lab: bool = False


PAPERS = (
    DemoPaper(
        "2605.99001",
        "Tidal Memory: State Space Models That Forget on Purpose",
        ("Ines Marot", "Tomasz Wrona", "Adaeze Obi"),
        "Recurrent models keep everything or lose it by accident. We give a state space model a schedule of its own for"
        " forgetting, learned together with the task. On long logs of sensor data it halves the error of a model twice"
        " its size, and the schedule it learns can be read by a person.",
        ("cs.LG", "stat.ML"),
        MONDAY,
        (38, 44),
        3,
        "https://github.com/example/tidal-memory",
        210,
    ),
    DemoPaper(
        "2605.99002",
        "A Small Model Is Enough for Reading Lab Notebooks",
        ("Bela Kovarik", "Ruth Amsel"),
        "We read forty years of handwritten lab notebooks with a model of ninety million parameters. Fine-tuning on two"
        " hundred pages is as good as prompting a model a thousand times larger, and it runs on the laptop beside the"
        " bench.",
        ("cs.CL",),
        MONDAY,
        (17, 19),
        1,
    ),
    DemoPaper(
        "2606.99001",
        "Gradient Whispering: Training Large Networks over a Telephone Line",
        ("Yuki Hanamori", "Ines Marot", "Lars Østby", "Chiara Bellodi", "Mehmet Akay"),
        "Distributed training sends gradients as if bandwidth were free. We send one bit in a thousand, chosen by how"
        " surprised the receiver would be, and lose nothing on three language models. The protocol needs no tuning.",
        ("cs.LG", "cs.DC"),
        TUESDAY,
        (12, 61),
        4,
        "https://github.com/example/whispering",
        95,
    ),
    DemoPaper(
        "2606.99002",
        "Do Language Models Know Which Way the River Flows? Spatial Reasoning from Plain Maps",
        ("Olena Hryhorenko", "Sam Whitlock"),
        "We ask language models about the direction of rivers, given nothing but contour lines. Most fail where a child"
        " does not. A curriculum of $10^4$ drawn maps closes two thirds of the gap.",
        ("cs.AI", "cs.CL"),
        TUESDAY,
        (9, 20),
        2,
    ),
    DemoPaper(
        "2606.99003",
        "Selective State Space Models for Bird Song, from Dawn to Dusk",
        ("Amara Diallo", "Piet van der Meulen"),
        "A microphone in a forest hears a day of birds. Selective state space models transcribe it in one pass, naming"
        " 412 species, without cutting the day into windows. We release the recordings of one spring.",
        ("cs.SD", "cs.LG"),
        TUESDAY,
        (4, 15),
        0,
    ),
    DemoPaper(
        "2606.99004",
        "On $\\alpha$-Fair Queues with Impatient Customers",
        ("Giulia Ferrante",),
        "Customers leave a queue that treats them badly. We find the scheduling rule that loses fewest of them for"
        " every $\\alpha \\in (0, 1)$ and show that it is a threshold in the age of the oldest one waiting.",
        ("math.PR", "cs.LG"),
        TUESDAY,
    ),
    DemoPaper(
        "2606.99005",
        "Counting Sheep with Diffusion: Dense Crowds Without Boxes",
        ("Rhys Penhallow", "Noor Haddad", "Jun Ishikawa"),
        "Counting by boxes fails where bodies overlap. A diffusion model that paints one dot an animal counts flocks of"
        " four thousand within two per cent, having seen no flock above three hundred.",
        ("cs.CV", "cs.LG"),
        TUESDAY,
    ),
)
"""Newest last; the order within a day is the order of arXiv's announcement."""
