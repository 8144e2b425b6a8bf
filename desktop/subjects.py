"""What can be followed by name: arXiv's categories, bioRxiv's and medRxiv's subjects, by the field they belong to.

The taxonomy is arXiv's own (https://arxiv.org/category_taxonomy); the numbers say how many papers a day brings, new
ones and cross-lists together, rounded: they are for choosing, and nothing counts on them.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from desktop.language import N_, _

Server = Literal["arxiv", "biorxiv", "medrxiv"]

FIELDS: Final[tuple[tuple[str, str], ...]] = (
    (N_("Machine learning"), "cs.LG cs.CL cs.CV cs.AI stat.ML cs.NE cs.IR cs.MA"),
    (N_("Language and speech"), "cs.CL cs.SD eess.AS cs.IR cs.AI"),
    (N_("Vision and graphics"), "cs.CV cs.GR eess.IV cs.MM cs.RO"),
    (N_("Robotics and control"), "cs.RO eess.SY math.OC cs.MA cs.AI"),
    (N_("Computer science"), "cs.DS cs.CC cs.PL cs.SE cs.CR cs.DB cs.DC cs.OS cs.NI cs.LO cs.HC"),
    (N_("Statistics"), "stat.ME stat.ML stat.AP stat.TH stat.CO econ.EM"),
    (N_("Mathematics"), "math.OC math.PR math.NA math.AP math.CO math.NT math.AG math.DG math.ST"),
    (N_("Quantum physics"), "quant-ph cond-mat.str-el cond-mat.mes-hall math-ph physics.optics"),
    (N_("Astronomy"), "astro-ph.GA astro-ph.CO astro-ph.HE astro-ph.SR astro-ph.EP astro-ph.IM gr-qc"),
    (N_("Particles and gravity"), "hep-th hep-ph hep-ex hep-lat gr-qc nucl-th nucl-ex"),
    (N_("Condensed matter"), "cond-mat.mtrl-sci cond-mat.str-el cond-mat.mes-hall cond-mat.supr-con cond-mat.soft"),
    (N_("Biology"), "q-bio.QM q-bio.NC q-bio.BM q-bio.GN q-bio.PE neuroscience bioinformatics genomics"),
    (N_("Medicine"), "epidemiology oncology neurology public_and_global_health q-bio.QM"),
    (N_("Economics and finance"), "econ.EM econ.TH econ.GN q-fin.ST q-fin.PM q-fin.RM"),
)
"""Fields with what to follow in them, the most followed first."""

_ARXIV: Final = """
cs.AI 330 Artificial intelligence; cs.AR 25 Hardware architecture; cs.CC 10 Computational complexity
cs.CE 15 Computational engineering and science; cs.CG 10 Computational geometry; cs.CL 200 Computation and language
cs.CR 70 Cryptography and security; cs.CV 260 Computer vision; cs.CY 40 Computers and society; cs.DB 20 Databases
cs.DC 40 Distributed and parallel computing; cs.DL 8 Digital libraries; cs.DM 10 Discrete mathematics
cs.DS 25 Data structures and algorithms; cs.ET 12 Emerging technologies; cs.FL 5 Formal languages and automata
cs.GL 1 General literature; cs.GR 20 Graphics; cs.GT 15 Game theory; cs.HC 60 Human-computer interaction
cs.IR 40 Information retrieval; cs.IT 35 Information theory; cs.LG 420 Machine learning; cs.LO 15 Logic
cs.MA 25 Multi-agent systems; cs.MM 15 Multimedia; cs.MS 4 Mathematical software; cs.NA 30 Numerical analysis
cs.NE 20 Neural and evolutionary computing; cs.NI 30 Networks; cs.OH 2 Other computer science
cs.OS 4 Operating systems; cs.PF 8 Performance; cs.PL 15 Programming languages; cs.RO 110 Robotics
cs.SC 3 Symbolic computation; cs.SD 35 Sound; cs.SE 60 Software engineering; cs.SI 20 Social and information networks
cs.SY 50 Systems and control
econ.EM 8 Econometrics; econ.GN 12 General economics; econ.TH 8 Theoretical economics
eess.AS 30 Audio and speech processing; eess.IV 35 Image and video processing; eess.SP 45 Signal processing
eess.SY 50 Systems and control (engineering)
math.AC 8 Commutative algebra; math.AG 30 Algebraic geometry; math.AP 45 Analysis of PDEs
math.AT 10 Algebraic topology
math.CA 20 Classical analysis and ODEs; math.CO 45 Combinatorics; math.CT 8 Category theory
math.CV 10 Complex variables
math.DG 25 Differential geometry; math.DS 25 Dynamical systems; math.FA 20 Functional analysis
math.GM 4 General mathematics
math.GN 4 General topology; math.GR 18 Group theory; math.GT 15 Geometric topology; math.HO 4 History and overview
math.IT 35 Information theory (mathematics); math.KT 3 K-theory and homology; math.LO 10 Logic (mathematics)
math.MG 10 Metric geometry; math.MP 30 Mathematical physics (mathematics); math.NA 45 Numerical analysis (mathematics)
math.NT 30 Number theory; math.OA 8 Operator algebras; math.OC 50 Optimisation and control; math.PR 40 Probability
math.QA 8 Quantum algebra; math.RA 12 Rings and algebras; math.RT 15 Representation theory
math.SG 6 Symplectic geometry
math.SP 8 Spectral theory; math.ST 25 Statistics theory (mathematics); math-ph 30 Mathematical physics
stat.AP 20 Statistics: applications; stat.CO 10 Statistics: computation; stat.ME 35 Statistics: methodology
stat.ML 60 Statistics: machine learning; stat.OT 1 Other statistics; stat.TH 25 Statistics theory
astro-ph.CO 40 Cosmology; astro-ph.EP 25 Planets; astro-ph.GA 50 Galaxies; astro-ph.HE 45 High-energy astrophysics
astro-ph.IM 25 Instruments and methods for astrophysics; astro-ph.SR 35 Sun and stars
cond-mat.dis-nn 15 Disordered systems and neural networks; cond-mat.mes-hall 40 Mesoscale and nanoscale physics
cond-mat.mtrl-sci 60 Materials science; cond-mat.other 4 Other condensed matter; cond-mat.quant-gas 15 Quantum gases
cond-mat.soft 25 Soft matter; cond-mat.stat-mech 35 Statistical mechanics
cond-mat.str-el 40 Strongly correlated electrons
cond-mat.supr-con 20 Superconductivity
gr-qc 60 General relativity and quantum cosmology; hep-ex 25 High-energy physics: experiment
hep-lat 10 High-energy physics: lattice; hep-ph 60 High-energy physics: phenomenology
hep-th 60 High-energy physics: theory
nucl-ex 10 Nuclear experiment; nucl-th 20 Nuclear theory; quant-ph 110 Quantum physics
nlin.AO 6 Adaptation and self-organising systems; nlin.CD 8 Chaotic dynamics; nlin.CG 1 Cellular automata
nlin.PS 6 Pattern formation and solitons; nlin.SI 5 Exactly solvable and integrable systems
physics.acc-ph 8 Accelerator physics; physics.ao-ph 12 Atmosphere and oceans; physics.app-ph 25 Applied physics
physics.atm-clus 2 Atomic and molecular clusters; physics.atom-ph 12 Atomic physics
physics.bio-ph 15 Biological physics
physics.chem-ph 25 Chemical physics; physics.class-ph 5 Classical physics; physics.comp-ph 25 Computational physics
physics.data-an 12 Data analysis; physics.ed-ph 5 Physics education; physics.flu-dyn 30 Fluid dynamics
physics.gen-ph 6 General physics; physics.geo-ph 12 Geophysics; physics.hist-ph 5 History and philosophy of physics
physics.ins-det 15 Instruments and detectors; physics.med-ph 10 Medical physics; physics.optics 35 Optics
physics.plasm-ph 15 Plasma physics; physics.pop-ph 1 Popular physics; physics.soc-ph 15 Physics and society
physics.space-ph 8 Space physics
q-bio.BM 12 Biomolecules; q-bio.CB 3 Cell behaviour; q-bio.GN 6 Genomics (arXiv); q-bio.MN 3 Molecular networks
q-bio.NC 20 Neurons and cognition; q-bio.OT 2 Other quantitative biology; q-bio.PE 10 Populations and evolution
q-bio.QM 20 Quantitative methods in biology; q-bio.SC 1 Subcellular processes; q-bio.TO 3 Tissues and organs
q-fin.CP 4 Computational finance; q-fin.EC 8 Economics (finance); q-fin.GN 3 General finance
q-fin.MF 5 Mathematical finance; q-fin.PM 4 Portfolio management; q-fin.PR 2 Pricing of securities
q-fin.RM 4 Risk management; q-fin.ST 6 Statistical finance; q-fin.TR 3 Trading and market microstructure
"""

_BIORXIV: Final = """
animal_behavior_and_cognition 6; biochemistry 12; bioengineering 10; bioinformatics 25; biophysics 14
cancer_biology 14; cell_biology 18; clinical_trials 1; developmental_biology 8; ecology 10; epidemiology 1
evolutionary_biology 10; genetics 8; genomics 12; immunology 14; microbiology 22; molecular_biology 12
neuroscience 45
paleontology 1; pathology 2; pharmacology_and_toxicology 4; physiology 5; plant_biology 10
scientific_communication_and_education 1; synthetic_biology 4; systems_biology 6; zoology 2
"""

_MEDRXIV: Final = """
addiction_medicine 1; allergy_and_immunology 1; anesthesia 1; cardiovascular_medicine 4; dentistry_and_oral_medicine 1
dermatology 1; emergency_medicine 1; endocrinology 2; epidemiology 6; forensic_medicine 1; gastroenterology 1
genetic_and_genomic_medicine 4; geriatric_medicine 1; health_economics 1; health_informatics 4; health_policy 1
health_systems_and_quality_improvement 1; hematology 1; hiv_aids 1; infectious_diseases 6
intensive_care_and_critical_care_medicine 1
medical_education 1; medical_ethics 1; nephrology 1; neurology 4; nursing 1; nutrition 1; obstetrics_and_gynecology 1
occupational_and_environmental_health 1; oncology 3; ophthalmology 1; orthopedics 1; otolaryngology 1; pain_medicine 1
palliative_medicine 1; pathology 1; pediatrics 1; pharmacology_and_therapeutics 1; primary_care_research 1
psychiatry_and_clinical_psychology 4; public_and_global_health 5; radiology_and_imaging 2
rehabilitation_medicine_and_physical_therapy 1
respiratory_medicine 1; rheumatology 1; sexual_and_reproductive_health 1; sports_medicine 1; surgery 1; toxicology 1
transplantation 1; urology 1
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """One list: its server, its name there, its words for people, and about how many papers a day it brings."""

    server: Server
    code: str
    name: str
    daily: int

    @property
    def label(self) -> str:
        """How it is called beside its words: cs.LG, bioRxiv."""
        return {"arxiv": self.code, "biorxiv": "bioRxiv", "medrxiv": "medRxiv"}[self.server]

    def address(self, arxiv_feeds: str) -> str:
        """Give where it is polled; `arxiv_feeds` is the server of arXiv's listings."""
        if self.server == "arxiv":
            return f"{arxiv_feeds}/rss/{self.code}"
        return f"https://connect.{self.server}.org/{self.server}_xml.php?subject={self.code}"


@cache
def subjects() -> tuple[Subject, ...]:
    """Give all of them: arXiv's by code, then bioRxiv's and medRxiv's by name."""
    found = []
    for line in _entries(_ARXIV):
        code, daily, name = line.split(" ", 2)
        found.append(Subject("arxiv", code, name, int(daily)))
    servers: tuple[tuple[Server, str], ...] = (("biorxiv", _BIORXIV), ("medrxiv", _MEDRXIV))
    for server, text in servers:
        for line in _entries(text):
            code, daily = line.split(" ")
            name = code.replace("hiv_aids", "HIV/AIDS").replace("_", " ")
            found.append(Subject(server, code, name[:1].upper() + name[1:], int(daily)))
    return tuple(found)


def _entries(text: str) -> list[str]:
    return [entry for line in text.splitlines() for part in line.split(";") if (entry := part.strip())]


def of_field(field: int) -> list[Subject]:
    """Give the subjects of a field, in its order."""
    by_code: dict[str, Subject] = {}
    for subject in subjects():
        # A name that two servers have is bioRxiv's, but for epidemiology and what only medRxiv has.
        if subject.code not in by_code or subject.code == "epidemiology":
            by_code[subject.code] = subject
    return [by_code[code] for code in FIELDS[field][1].split()]


def search(text: str) -> list[Subject]:
    """Give the subjects that have all these words in their name, code or server."""
    words = text.casefold().split()
    return [
        subject
        for subject in subjects()
        if all(word in f"{subject.code} {subject.name} {subject.label} {subject.server}".casefold() for word in words)
    ]


def in_words(daily: int) -> str:
    """Say how many papers a day that is."""
    return _("about {count} a day").format(count=f"{daily:,}")
