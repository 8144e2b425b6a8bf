"""One spelling for words that are written in several ways: British as American, closed compounds as their parts."""

from collections.abc import Iterator
from typing import Final

# Stems, British then American: a word that begins with the first begins with the second instead.
_STEMS: Final = """
behaviour behavior  misbehaviour misbehavior  colour color  discolour discolor  favour favor  disfavour disfavor
unfavour unfavor  flavour flavor  honour honor  dishonour dishonor  humour humor  labour labor  neighbour neighbor
tumour tumor  vapour vapor  armour armor  rumour rumor  rigour rigor  vigour vigor  harbour harbor  endeavour endeavor
odour odor  saviour savior  savour savor  splendour splendor  parlour parlor  candour candor  clamour clamor
fervour fervor  valour valor  demeanour demeanor  arbour arbor  ardour ardor  enamour enamor  succour succor
mould mold  smoulder smolder  moult molt  plough plow  sceptic skeptic  grey gray  tyre tire  kerb curb  draught draft
aluminium aluminum  caesium cesium  manoeuvrab maneuverab  manoeuvring maneuvering
oestr estr  oesoph esoph  foet fet  foetus fetus  gynaecol gynecol  aetiol etiol  palaeo paleo
archaeol archeol  archaeal archeal  faec fec  coeliac celiac  caecum cecum  naevus nevus  amoeb ameb  homoeo homeo
mediaeval medieval  synaesthe synesthe  paraesthe paresthe  esthetic aesthetic  encyclopaed encycloped  chimaera chimera
jeweller jeweler  skilful skillful  wilful willful
fulfilment fulfillment  enrolment enrollment  instalment installment  judgement judgment
acknowledgement acknowledgment  abridgement abridgment  ageing aging  artefact artifact  cypher cipher  enquir inquir
pyjamas pajamas  moustache mustache  omelette omelet  pretence pretense  defence defense  offence offense
licence license  analogue analog  catalogue catalog  cataloguing cataloging  dialogue dialog  monologue monolog
homologue homolog  orthologue ortholog  paralogue paralog  epilogue epilog  prologue prolog  centring centering
centrepiece centerpiece  centreline centerline  fibreglass fiberglass  kilometre kilometer
"""

# Whole words, British then American.
_WORDS: Final = """
practise practice  practised practiced  practises practices  practising practicing  fulfil fulfill  fulfils fulfills
enrol enroll  enrols enrolls  distil distill  distils distills  instil instill  instils instills  appal appall
programme program  programmes programs  gramme gram  grammes grams  cosy cozy  disc disk  discs disks  maths math
towards toward  afterwards afterward  amongst among  whilst while  amidst amid  learnt learned  burnt burned
dreamt dreamed  spoilt spoiled  leapt leaped  leant leaned  focussed focused  focusses focuses  focussing focusing
biassed biased  benefitted benefited  benefitting benefiting  targetted targeted  targetting targeting
moveable movable  useable usable  sizeable sizable  likeable likable  saleable salable  liveable livable
formulae formulas  aeroplane airplane  aeroplanes airplanes  sombre somber  lustre luster  meagre meager  ochre ocher
sceptre scepter  spectre specter  spectres specters  goitre goiter  goitres goiters  titre titer  titres titers
calibre caliber  calibres calibers  sabre saber  sabres sabers  manoeuvre maneuver  manoeuvres maneuvers
manoeuvred maneuvered  woollen woolen  jewellery jewelry  marvellous marvelous  grey gray  whisky whiskey
"""

# Verbs that double their l in British English only.
_DOUBLING: Final = """
model remodel label relabel mislabel unlabel travel cancel channel signal tunnel funnel fuel refuel level panel parcel
counsel total equal initial dial rival marshal unravel quarrel bevel chisel pencil pedal shovel shrivel spiral stencil
swivel trial grovel libel duel jewel kernel pummel revel snivel towel
"""

# Pieces of words, British then American; they occur in no word of another kind.
_INNER: Final = """
haem hem  aemi emi  paed ped  rrhoea rrhea  pnoea pnea  oedema edema  anaesth anesth  sulph sulf
"""
_ENDINGS: Final = """
centre center  centres centers  centred centered  metre meter  metres meters  litre liter  litres liters  fibre fiber
fibres fibers  theatre theater  theatres theaters
"""

# Words in -ise that no one writes with a z, by their ends; with fewer than three letters before it none has one.
_NEVER_Z: Final = (
    "advise devise revise televise supervise improvise wise prise promise premise surmise demise chemise despise "
    "precise concise exercise excise incise circumcise franchise merchandise paradise expertise treatise advertise "
    "chastise metropolise oise aise uise eise sunrise highrise moonrise valise mortise cerise denise"
)
_ISE: Final = "isational isability isations isation isable ising isers iser ised ises ise"
_YSE: Final = ("lyse", "lysed", "lyser", "lysers", "lysing")

# First parts, then the second parts with which they are also written as one word; a star adds -s, -ed, -ing and -er.
_COMPOUNDS: Final = """
fine: tune* grained
pre: train* process* processor processors compute* computation define* existing specified register* built condition*
  fill* norm normalization quantize* quantization operative operatively clinical treatment surgical print* compile*
  tokenize* allocate* select* cache* frontal synaptic eclampsia diabetic disaster implantation diagnostic registration
  render* annotated calculated transcriptional
post: train* process* processor hoc edit* operative operatively traumatic synaptic transcriptional transcriptionally
  translational translationally menopausal natal mortem prandial stroke disaster quantization mitotic normalization norm
self: supervise* supervision attention attentive consistency consistent train* play improve* improvement evolve*
  evolution correct* correction refine* refinement reflect* reflection reflective distill* distillation reward* verify
  verification organize* organization adaptive adapt* adaptation aware awareness report* contained similarity assembly
  healing regulate* regulation generate* debug debugging critique* critiquing guided guidance evaluation evaluate*
few: shot shots step
zero: shot shots order
one: shot shots step hot
many: shot body
cross: lingual lingually linguistic modal modally modality attention attend* domain entropy validate* validation task
  tasks talk link* encoder encoders section sections sectional correlation correlations correlate* view cultural
  dataset disciplinary platform embodiment layer frame
sub: task tasks graph graphs network networks optimal optimally optimality problem problems space spaces question
  questions goal goals agent agents module modules sample* domain domains category categories word words sequence
  sequences tree trees linear linearly quadratic pixel pixels structure structures population populations field fields
  class classes group groups region regions surface surfaces query queries component components skill skills policy
  policies cellular cortical band bands token tokens clinical
super: resolution resolve* human pixel pixels linear intelligence network networks alignment voxel voxels
over: fit fits fitted fitting parameterize* parameterization smooth* confident confidence confidently estimate*
  estimation sample* think thinks thinking represent* representation reliance rely relying relies refusal optimize*
  optimization express* expression generalize* generalization segmentation saturate* saturation correct* correction
  exposure exposed simplify simplified simplification sensitivity squash*
under: fit fits fitted fitting explore* represent* representation specified specification studied perform* performance
  resourced determined estimate* estimation sample* utilize* utilization constrained parameterized examined exposed
inter: class frame domain modal modality agent annotator rater observer disciplinary dependent dependence dependency
  dependencies operable operability connect* connection connections group layer patient subject cellular individual
intra: class frame domain modal modality operative operatively cellular tumor tumoral observer subject rater cranial
  venous vascular cortical
co: train* design* evolve* evolution evolutionary author* occur occurs occurred occurring occurrence occurrences adapt*
  adaptation exist* existence attention localize* localization express* expression culture* activation activate*
  infection infected morbidity morbidities teaching segmentation optimize* optimization speech scientist scientists
re: rank* rankings train* weight* weighting sample* identify identified identification parameterize* parameterization
  plan plans planned planning score* scale* label* calibrate* calibration localize* localization render* prompt*
  annotate* annotation balance* initialize* initialization compute* computation
auto: encode* encoders regress* regression regressive regressively differentiation formalize* formalization formalizer
  complete* completion label* correlation correlations bidding scaling grad tune* ml annotate* annotation rater raters
  immune immunity
bi: directional directionally directionality level modal lingual partite linear variate lateral laterally encoder
  encoders lstm lstms text layer convex gram grams
uni: modal directional directionally variate lateral cellular gram grams
tri: modal lingual plane partite level gram grams
omni: modal modality directional directionally
meta: learn* learner learners learned analysis analyses analytic cognition cognitive cognitively train* agent agents
  reasoning heuristic heuristics prompt* data surface surfaces material materials optimize* optimizer optimization path
hyper: parameter parameters network networks graph graphs spectral sphere spherical cube plane planes edge edges link
  links dimensional
mini: batch batches imagenet
micro: scale structure structures structural service services benchmark benchmarks environment environments controller
  controllers array arrays fluidic fluidics architecture architectures vascular
macro: scale f economic economics
nano: scale particle particles structure structures wire wires tube tubes
mono: lingual lingually modal
neuro: symbolic imaging inspired degenerative degeneration developmental evolution inflammation physiological
spatio: temporal temporally spectral
socio: economic economics demographic demographics cultural technical linguistic linguistics political
geo: spatial spatially localize* localization location locate* reference* political tagged
bio: medical inspired molecular
photo: realistic realism metric voltaic
ego: centric motion pose
exo: centric
audio: visual visually
anti: inflammatory cancer tumor viral bacterial microbial alias* oxidant oxidants spoofing proliferative apoptotic
  hypertensive depressant depressants social diabetic malarial
pro: inflammatory apoptotic
counter: factual factually factuals intuitive intuitively example examples argument arguments speech measure measures
down: sample* sampler regulate* regulation scale* weight*
up: sample* sampler regulate* regulation scale* weight*
speed: up ups
trade: off offs
plug: in ins
warm: up ups
look: up ups ahead
back: propagate* propagation translate* translation end ends projection door doors
front: end ends
feed: forward
long: standing term tail horizon context
light: weight weights
real: world time
ground: truth truths
black: box boxes
white: box boxes
open: source sourced ended endedness world vocabulary
closed: source loop
run: time times
time: step steps stamp stamps series
hand: crafted held written
crowd: source* sourcing
stand: alone
life: long cycle cycles
deep: fake fakes learning
key: point points frame frames
data: point points
point: cloud clouds
bit: rate rates width widths
step: size sizes
frame: rate rates
birth: weight
pan: sharpen*
hold: out
knock: out outs in down
read: out outs
log: likelihood likelihoods prob probs
chat: bot bots gpt
web: page pages site sites
arg: max min
change: point points
hugging: face
grad: cam
stable: diffusion
"""

# Names and short forms that are written with and without the hyphen.
_NAMES: Final = """
knn: k nn
kmeans: k means
tsne: t sne
xray: x ray
xrays: x rays
ngram: n gram
ngrams: n grams
qlearning: q learning
unet: u net
unets: u nets
nnunet: nnu net
vqvae: vq vae
rgbd: rgb d
mscoco: ms coco
iid: i i d
tgfbeta: tgf beta
tnfalpha: tnf alpha
ifngamma: ifn gamma
nfkappab: nf kappa b
dalle: dall e
videollm: video llm
videollms: video llms
ecommerce: e commerce
elearning: e learning
wifi: wi fi
rnaseq: rna seq
scrnaseq: sc rna seq
cryoem: cryo em
graphrag: graph rag
pvalue: p value
pvalues: p values
"""

# The other way: hyphens in what is one ordinary word.
_ONE_WORD: Final = """
e-mail e-mails on-line off-line data-set data-sets data-base data-bases co-operate co-operates co-operated
co-operating co-operation co-operative co-ordinate co-ordinates co-ordinated co-ordinating co-ordination co-ordinator
work-flow work-flows frame-work frame-works bench-mark bench-marks band-width through-put by-product by-products
wide-spread health-care note-book down-stream up-stream out-perform out-performs out-performed out-performing
in-painting out-painting re-id re-use re-used re-uses re-using re-usable re-think re-thinking re-visit re-visited
re-visiting re-evaluate re-evaluated re-evaluation re-examine re-examined re-examining re-implement re-implementation
re-generate re-generated re-generation re-interpret re-interpretation re-entry key-word key-words wave-form wave-forms
back-bone back-bones soft-max lay-out lay-outs drop-out check-point check-points feed-back roll-out roll-outs end-point
end-points pro-active pro-actively bio-marker bio-markers bio-informatics neuro-science neuro-scientific short-cut
short-cuts de-noise de-noised de-noising de-blur de-blurring de-bias de-biased de-biasing de-duplicate de-duplicated
de-duplication de-identified de-identification de-identify un-supervised un-labeled mis-match mis-matches
mis-alignment break-down
"""

# First parts that join any word, and the beginnings of words in which they are no part of their own.
# First parts that join any word, and the beginnings of words in which they are no part of their own.
_OPEN: Final = {
    "multi": ("multiple", "multipli", "multiply", "multitud", "multinomi", "multivers", "multifari", "multimeter"),
    "non": ("nonet", "nonce", "nonsens", "nonchal", "nonagon", "nonagen", "nonane", "nonyl", "nondescr"),
    "semi": ("semina", "semino", "semiot", "semiol", "semitic", "semite", "semicolon"),
    "pseudo": ("pseudonym", "pseudomon", "pseudopod", "pseudour"),
}
_WISE_ALONE: Final = frozenset(
    {"otherwise", "likewise", "clockwise", "counterclockwise", "anticlockwise", "lengthwise", "crosswise"}
)


def spell(word: str) -> str:
    """Give a word of lower-case letters in its one spelling: American, and as several words where it is compound.

    An ordinary word comes back as it is.
    """
    return _CLOSED.get(word) or _compound(_american(word))


def joined(first: str, second: str) -> str:
    """Give the ordinary word that `first-second` stands for (e-mail is email), or nothing."""
    return _JOINED.get((first, second), "")


def _compound(word: str) -> str:
    if word in _CLOSED:
        return _CLOSED[word]
    if word.startswith(_OPENERS):
        first = next(first for first in _OPENERS if word.startswith(first))
        if len(word) >= len(first) + 4 and not word.startswith(_OPEN[first]):
            return f"{first} {spell(word[len(first) :])}"
    if word.endswith("wise") and len(word) > 6 and word not in _WISE_ALONE:
        return f"{word[:-4]} wise"
    return word


def _american(word: str) -> str:
    if len(word) < 4:
        return word
    if word in _WHOLE:
        return _WHOLE[word]
    if word[:4] in _STEM_HEADS:
        for length in _STEM_LENGTHS:
            if american := _STEM.get(word[:length]):
                word = american + word[length:]
                break
    if "ae" in word or "oe" in word or "lph" in word:
        for british, american in _PIECES:
            word = word.replace(british, american)
    if word.endswith(_ENDS):
        british = next(ending for ending in _ENDS if word.endswith(ending))
        return word.removesuffix(british) + _END[british]
    return _with_z(word)


def _with_z(word: str) -> str:
    if word.endswith(_YSE) and len(word) > 6:
        stem, _, ending = word.rpartition("lys")
        return f"{stem}lyz{ending}"
    if word.endswith(_ISE_ENDINGS):
        ending = next(ending for ending in _ISE_ENDINGS if word.endswith(ending))
        stem = word.removesuffix(ending)
        if len(stem) > 2 and not f"{stem}ise".endswith(_NEVER_Z_ENDINGS):
            return f"{stem}iz{ending[2:]}"
    return word


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _doubled(verbs: str) -> Iterator[tuple[str, str]]:
    for verb in verbs.split():
        for ending in ("ed", "ing", "er", "ers"):
            yield f"{verb}l{ending}", f"{verb}{ending}"


def _closed(table: str) -> Iterator[tuple[str, str]]:
    for line in table.replace("\n  ", " ").strip().splitlines():
        first, _, seconds = line.partition(": ")
        for second in seconds.split():
            for form in _forms(second):
                yield f"{first}{form}", f"{first} {form}"


def _named(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        name, _, parts = line.partition(": ")
        yield name, parts


def _forms(verb: str) -> tuple[str, ...]:
    if not verb.endswith("*"):
        return (verb,)
    verb = verb[:-1]
    stem = verb.removesuffix("e")
    return (verb, f"{verb}es" if verb.endswith(("s", "sh")) else f"{verb}s", f"{stem}ed", f"{stem}ing", f"{stem}er")


_STEM: Final = _pairs(_STEMS)
_STEM_HEADS: Final = frozenset(stem[:4] for stem in _STEM)
_STEM_LENGTHS: Final = tuple(sorted({len(stem) for stem in _STEM}))
_WHOLE: Final = _pairs(_WORDS) | dict(_doubled(_DOUBLING))
_PIECES: Final = tuple(_pairs(_INNER).items())
_END: Final = _pairs(_ENDINGS)
_ENDS: Final = tuple(_END)
_OPENERS: Final = tuple(_OPEN)
_NEVER_Z_ENDINGS: Final = tuple(_NEVER_Z.split())
_ISE_ENDINGS: Final = tuple(_ISE.split())
_CLOSED: Final = dict([*_closed(_COMPOUNDS), *_named(_NAMES)])
_JOINED: Final = {(first, second): first + second for first, second in (word.split("-") for word in _ONE_WORD.split())}
