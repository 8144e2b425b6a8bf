"""A fortnight of papers before the demo's two days, all of them made up, for a library as a reader's looks after it."""

from datetime import date

from tests.demo.papers import MONDAY, TUESDAY, DemoPaper

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 5, 27), date(2026, 5, 28), date(2026, 5, 29)
BEFORE = {day: date(2026, 5, day) for day in (20, 21, 22, 25, 26)}

GATES = "2606.99010"
"""The paper that lies open in most pictures."""

TWINS = ("2605.99103", "talk-1")
"""Two that may be one work."""

FORTNIGHT = (
    DemoPaper(
        GATES,
        "Pruning Whole Gates: Structured Sparsity for State Space Models",
        (
            *("Ines Marot", "Takumi Oda", "Lerato Nkosi", "Bo Andersen", "Fatima Zahra", "Jonas Lindqvist"),
            *("Amara Eze", "Wei-Lin Tan", "Paulo Reis", "Hye-jin Baek", "Nadia Haddad", "Arun Pillai"),
        ),
        "State space models trade the quadratic cost of attention for a recurrent state, yet their gates stay dense. We"
        r" show that pruning whole gates by the first-order criterion $g_i = \|\partial\mathcal{L}/\partial\Delta_i\|_2"
        r" \cdot |\Delta_i|$ keeps perplexity within 1% at 62% sparsity, and that the error of the pruned state obeys"
        r" $$\|h_t - \hat{h}_t\| \le \sum_{s=1}^{t} \rho^{\,t-s} \, \|B_s x_s\| \, \sqrt{\frac{k}{d}}$$ for every"
        r" discretisation with spectral radius $\rho < 1$. On six language and genomics tasks the pruned models decode"
        r" $2.4\times$ faster on one consumer card.",
        ("cs.LG", "cs.CL", "stat.ML"),
        TUESDAY,
        (41, 128),
        9,
        "https://github.com/example/gate-pruning",
        380,
        version=2,
        organisation="Institute for Small Models",
        summary="Removes whole gates from state space models by a gradient criterion; 62% sparsity at 1% perplexity.",
    ),
    DemoPaper(
        "2606.99011",
        "Memory-Bounded Planning for Long-Horizon Web Agents",
        ("Sofia Brandt", "Arun Pillai"),
        "Agents that browse remember everything and find nothing. We bound the memory of a planner to $k$ notes, chosen"
        r" by the regret of forgetting each, and prove a loss of at most $O(\sqrt{T/k})$ against one that forgets"
        " nothing. On four hundred errands the small planner finishes more of them, in half the steps.",
        ("cs.AI", "cs.LG"),
        TUESDAY,
        (18, 41),
        2,
    ),
    DemoPaper(
        "2606.99012",
        "When Does Value Regression Beat Classification? Evidence from 2,000 Small Critics",
        ("Amara Eze", "Jonas Lindqvist", "Wei-Lin Tan"),
        "Critics are trained by regression or by classification, and papers disagree on which is better. We train two"
        " thousand small ones and find that the answer is the noise of the return: above a signal-to-noise ratio of"
        " about 0.3 regression wins, below it classification does.",
        ("cs.LG", "stat.ML"),
        TUESDAY,
        (22, 64),
        5,
        "https://github.com/example/critics",
        57,
    ),
    DemoPaper(
        "2606.99013",
        "Cheap Talk: Compressing Verifier Traces Without Losing Accuracy",
        ("Nadia Haddad", "Rosa Quintero", "Ilya Brenner", "Mei Sato"),
        "Verifiers think aloud at great length. Most of what they say can be left out: a trace cut to a ninth decides"
        " as well, if the cut keeps every sentence that contradicts the one before it.",
        ("cs.CL",),
        TUESDAY,
        (11, 38),
        1,
        "https://github.com/example/cheap-talk",
        1240,
    ),
    DemoPaper(
        "2606.99014",
        "Closed-Form Score Estimates on Riemannian Products",
        ("Qiao Deng", "Étienne Fontaine"),
        r"Score matching on a manifold $\mathcal{M} = \mathcal{M}_1 \times \cdots \times \mathcal{M}_n$ needs the heat"
        r" kernel of each factor. For spheres and tori we give estimates in closed form, with error"
        r" $\mathcal{O}(e^{-\lambda_1 t})$, and use them to sample the angles of side chains.",
        ("stat.ML", "math.ST"),
        TUESDAY,
        version=2,
        announced="replace",
    ),
    DemoPaper(
        "2606.99015",
        "Confidence Sets for the Number of Clusters, Whatever the Shape",
        ("Helga Thorsdóttir", "Marek Zelenka"),
        "How many clusters are there? We answer with a set instead of a number. It covers the truth with probability"
        r" $1-\alpha$ for any log-concave mixture, and is often a single number.",
        ("stat.ML", "stat.ME"),
        TUESDAY,
    ),
    DemoPaper(
        "2606.99016",
        "A Lattice View of Tokenizer Collapse in Multilingual Pretraining",
        ("Paulo Reis", "Hye-jin Baek"),
        "Tokenizers shared by many languages collapse on the rare ones. Seen as paths through a lattice, collapse is a"
        " shortest path that all languages take; a penalty on shared edges prevents it at no cost for the large ones.",
        ("cs.CL", "cs.LG"),
        MONDAY,
        (58, 97),
        6,
        "https://github.com/example/lattice-tokenizer",
        420,
    ),
    DemoPaper(
        "2605.99101",
        "Inverse Folding with Uncertainty-Aware Backbones Recovers Rare Motifs",
        (
            "Marta Castellano",
            "Rohan Iyer",
            "Yuki Hanamori",
            "Lars Østby",
            "Chiara Bellodi",
            "Mehmet Akay",
            "Bela Kovarik",
        ),
        "Protein design by inverse folding trusts its backbone too much. We let the model see how sure the backbone is"
        " of each residue, and rare motifs come back: 31 of 40 designs fold as drawn, where nine did before.",
        ("bioinformatics",),
        MONDAY,
        doi="10.1101/2026.06.01.999101",
    ),
    DemoPaper(
        "2605.99102",
        "The Sleep Spindle as a Clock: Replay Order in the Hippocampus of the Starling",
        ("Grace Adeyemi", "Tomasz Wrona"),
        "Song is replayed in sleep, but in which order? Spindles in the starling carry a phase that orders the replay"
        " of syllables, and shifting it shifts the song of the next morning.",
        ("neuroscience",),
        MONDAY,
        doi="10.1101/2026.05.30.999102",
    ),
    DemoPaper(
        TWINS[0],
        "Low-Rank States Suffice for Copying",
        ("Ines Marot", "Bo Andersen"),
        "Copying is said to be hard for recurrent models. A state of rank $r$ copies strings of length"
        r" $\Theta(r \log |\Sigma|)$, and this is tight. What fails in practice is training, not the state.",
        ("cs.LG",),
        FRIDAY,
        (35, 73),
        4,
    ),
    DemoPaper(
        TWINS[1],
        "Low-Rank States Suffice for Copying",
        ("Lab of Quiet Machines",),
        "A talk about our paper of the same name: a small state copies long strings, and what fails is the training.",
        (),
        MONDAY,
        lab=True,
    ),
    DemoPaper(
        "2605.99105",
        "Pruning Recurrent Kernels at Initialisation",
        ("Takumi Oda", "Ines Marot"),
        "Before a single step of training the kernel of a linear recurrence already tells which of its modes will die."
        r" Removing every mode with $|\lambda_i| < \epsilon$ at initialisation costs nothing up to a half of them.",
        ("cs.LG",),
        FRIDAY,
        (12, 29),
    ),
    DemoPaper(
        "2605.99106",
        "Reading Weather Maps Aloud: Captions for Forecasters Who Cannot See Them",
        ("Ruth Amsel", "Kwame Mensah", "Elif Yıldız"),
        "Weather maps are pictures, and some forecasters are blind. We write captions that answer what a forecaster"
        " asks first, and test them with eleven of them over one winter.",
        ("cs.CL", "cs.HC"),
        FRIDAY,
        (44, 86),
        11,
    ),
    DemoPaper(
        "2605.99107",
        "Hybrid Heads: Where Attention Still Pays in State Space Models",
        ("Lerato Nkosi", "Fatima Zahra", "Sam Whitlock"),
        "Putting a little attention into state space models helps; where to put it is folklore. We search all"
        " placements at small scale and find one rule: after the layer whose state has the highest effective rank.",
        ("cs.LG", "cs.CL"),
        THURSDAY,
        (51, 112),
        8,
        "https://github.com/example/hybrid-heads",
        640,
    ),
    DemoPaper(
        "2605.99108",
        "Tabular Data Needs No Depth, but It Needs Width",
        ("Giulia Ferrante", "Noor Haddad"),
        r"On 180 tables, networks of depth two and width $n^{2/3}$ match boosted trees. Deeper ones do not help, and"
        " narrower ones never reach them.",
        ("cs.LG", "stat.ML"),
        THURSDAY,
        (20, 55),
        3,
    ),
    DemoPaper(
        "2605.99109",
        "De Novo Protein Design with Half the Water Left In",
        ("Rohan Iyer", "Marta Castellano", "Jun Ishikawa"),
        "Structure models ignore water. Keeping the ordered half of it during protein design doubles the share of"
        " binders that survive the first assay.",
        ("bioinformatics",),
        THURSDAY,
        doi="10.1101/2026.05.27.999109",
    ),
    DemoPaper(
        "2605.99110",
        "Do Not Average the Votes: Aggregating Judges That Copy Each Other",
        ("Mei Sato", "Olena Hryhorenko"),
        "Ten model judges are worth about three people, since they copy each other's mistakes. Weighting them by the"
        " inverse of their shared error recovers what averaging loses.",
        ("cs.CL", "stat.ME"),
        WEDNESDAY,
        (31, 68),
        5,
    ),
    DemoPaper(
        "2605.99111",
        "A Bestiary of Loss Spikes",
        ("Ilya Brenner", "Adaeze Obi", "Piet van der Meulen"),
        "Loss spikes are told apart by how they end. We sort nine hundred of them into five kinds, and give for each"
        " the step at which training could have known.",
        ("cs.LG",),
        WEDNESDAY,
        (75, 141),
        14,
        "https://github.com/example/bestiary",
        980,
    ),
    DemoPaper(
        "2605.99112",
        "Optimal Transport Between Orders of Magnitude",
        ("Étienne Fontaine",),
        r"When masses differ by orders of magnitude, entropic transport loses the small ones. A cost of the form"
        r" $c(x,y) = \log^2(x/y)$ keeps them, and the dual is solved in $O(n \log n)$.",
        ("math.OC", "stat.ML"),
        WEDNESDAY,
    ),
    DemoPaper(
        "2605.99113",
        "One Hundred Hours of Meerkats: Unsupervised Call Types in the Field",
        ("Amara Diallo", "Grace Adeyemi"),
        "A hundred hours of collar recordings, no labels. Clusters found by a selective recurrent encoder agree with"
        " what three ethologists hear, and split one of their call types in two.",
        ("cs.SD", "q-bio.NC"),
        BEFORE[26],
        (14, 33),
    ),
    DemoPaper(
        "2605.99114",
        "Retrieval That Says It Found Nothing",
        ("Kwame Mensah", "Rosa Quintero"),
        "Retrievers always return something. We train one to say that nothing fits, calibrated so that one in twenty of"
        " its refusals is wrong, and answers improve on all seven sets.",
        ("cs.IR", "cs.CL"),
        BEFORE[26],
        (38, 90),
        7,
        "https://github.com/example/found-nothing",
        310,
    ),
    DemoPaper(
        "2605.99115",
        "Sparse Reward, Dense Shame: Exploration by Imagined Criticism",
        ("Wei-Lin Tan", "Elif Yıldız", "Rhys Penhallow"),
        "An agent that imagines being criticised for standing still explores. We make that precise with an intrinsic"
        " reward that vanishes at the optimum, and solve three mazes that had not been solved from pixels.",
        ("cs.LG", "cs.AI"),
        BEFORE[25],
        (25, 49),
        2,
    ),
    DemoPaper(
        "2605.99116",
        "Measuring the Width of a Minimum with a Ruler That Bends",
        ("Helga Thorsdóttir", "Qiao Deng"),
        r"Flatness depends on coordinates. We measure it along geodesics of the Fisher metric, where it does not, and"
        r" the correlation with generalisation falls from $0.61$ to $0.12$.",
        ("stat.ML", "cs.LG"),
        BEFORE[25],
    ),
    DemoPaper(
        "2605.99117",
        "Small State Space Models for Buoys, Beehives and Other Batteries",
        ("Amara Diallo", "Lars Østby"),
        "Sensors run on batteries. State space models of forty kilobytes listen to beehives for a year on one cell, and"
        " hear a swarm two days before it leaves.",
        ("cs.LG", "eess.SP"),
        BEFORE[22],
        (19, 46),
        4,
        "https://github.com/example/beehives",
        88,
    ),
    DemoPaper(
        "2605.99118",
        "The Grammar of Error Messages",
        ("Bela Kovarik", "Sofia Brandt"),
        "We collect a million error messages and find that the helpful ones share a grammar: what happened, what was"
        " kept, what to do next. Models trained to rewrite messages in it save beginners a third of their time.",
        ("cs.SE", "cs.CL"),
        BEFORE[22],
        (62, 120),
        18,
    ),
    DemoPaper(
        "2605.99119",
        "Bayesian Bookkeeping for Very Long Experiments",
        ("Marek Zelenka", "Giulia Ferrante"),
        "Experiments that run for years are looked at every week. We keep the books so that every look is paid for, and"
        " the final interval is no wider than 1.2 times that of a single look.",
        ("stat.ME", "stat.ML"),
        BEFORE[21],
    ),
    DemoPaper(
        "2605.99120",
        "Translation Without Tears: Aligning Poems Line by Line",
        ("Elif Yıldız", "Tomasz Wrona", "Hye-jin Baek"),
        "Poems are translated line by line, but lines move. An alignment that lets them move by rhyme finds three"
        " thousand pairs in old anthologies, and a model trained on them keeps the metre.",
        ("cs.CL",),
        BEFORE[21],
        (27, 52),
        3,
    ),
    DemoPaper(
        "2605.99121",
        "How Deep Is a Shallow Network? Depth Separation under Noise",
        ("Noor Haddad", "Ilya Brenner"),
        r"Depth separation theorems assume clean targets. With noise of variance $\sigma^2$ the advantage of depth"
        r" vanishes at $\sigma^2 \asymp d^{-1/2}$, well below what data has.",
        ("cs.LG", "stat.ML"),
        BEFORE[20],
        (16, 31),
        1,
    ),
    DemoPaper(
        "blog-1",
        "What we learned from a year of open review in our own lab",
        ("Lab of Quiet Machines",),
        "We reviewed each other's drafts in the open for a year. Three habits stayed, one did more harm than good.",
        (),
        FRIDAY,
        lab=True,
    ),
)
"""Latest first, but for what the lab's own feed brings."""
