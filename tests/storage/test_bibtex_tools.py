"""Exports before their judges: a recorded set of hard cases, and BibTeX, biber, bibclean, pandoc and LaTeX."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.bibtex import BibFields, to_bibtex
from storage.citation_keys import deal, stem
from storage.latex import Flavour
from storage.model import Author, Entry, Identifier, Mark, Paper, PaperId, Venue
from tests.shared_data import shared

FLAVOURS: tuple[Flavour, ...] = ("bibtex", "biblatex")
PACKAGES = "biber texlive-latex-base texlive-bibtex-extra texlive-latex-recommended bibtool bibclean pandoc"


def needs(*tools: str) -> None:
    missing = [tool for tool in tools if not shutil.which(tool)]
    if not missing:
        return
    words = f"missing: {', '.join(missing)}; apt-get install --no-install-recommends {PACKAGES}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


def run(*command: str, cwd: Path, seconds: int = 300) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=seconds, check=False)
    return subprocess.CompletedProcess(
        command, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


# The recorded cases


def author(given: dict[str, str]) -> Author:
    if "literal" in given:
        return Author(given["literal"], group=True)
    if "name" in given:
        return Author(given["name"])
    name = f"{given['given']} {given['family']}"
    return Author(name, given["family"], given["given"], given.get("suffix") or "")


def paper(given: dict[str, Any]) -> Paper:
    """Give a record as the library holds it; of a date that is not whole, the venue knows what is known."""
    when, where = given["published"], given["venue"]
    day = date.fromisoformat(f"{when}-01-01"[:10]) if when else None
    ids = [Identifier("arxiv", given["arxiv_id"])] if given["arxiv_id"] else []
    ids += [Identifier("doi", given["doi"].lower())] if given["doi"] else []
    primary = given["primary_category"]
    venue = None
    if where:
        volume, number, pages = (where[part] or "" for part in ("volume", "number", "pages"))
        venue = Venue(where["type"], where["name"], volume, number, pages, when or "")
    return Paper(
        given["title"],
        tuple(author(each) for each in given["authors"]),
        given["abstract"] or "",
        tuple(ids),
        day,
        categories=(primary, *given["categories"]) if primary else (),
        venue=venue,
    )


def entry(paper: Paper, key: str, note: str = "") -> Entry:
    return Entry(PaperId(1), paper, Mark(note=note), None, (), datetime(2026, 7, 1, tzinfo=UTC), unread=False, key=key)


def recorded(name: str, keys: dict[str, str]) -> list[Entry]:
    """Give the records of a file as entries; keys are dealt to newcomers and kept in `keys`."""
    listed: list[Entry] = []
    for line in shared(f"data/bibtex/{name}").read_text("utf-8").splitlines():
        given = json.loads(line)
        found = paper(given)
        if given["id"] not in keys:
            keys[given["id"]] = deal(stem(found), {key.lower() for key in keys.values()}.__contains__)
        listed.append(entry(found, keys[given["id"]]))
    return listed


def judged(folder: Path, flavour: Flavour, *options: str, fields: BibFields | None = None) -> dict[str, Any]:
    """Export the preprints, then all records, and give the verdict on the second file."""
    keys: dict[str, str] = {}
    older, newer = folder / "older.bib", folder / "newer.bib"
    for path, name in ((older, "stage1_preprints.jsonl"), (newer, "inputs.jsonl")):
        text = to_bibtex(recorded(name, keys), flavour=flavour, fields=fields or BibFields())
        path.write_text(text, "utf-8")
    judge, cases = shared("data/bibtex/check_bib.py"), shared("data/bibtex/cases.jsonl")
    verdict = folder / "verdict.json"
    command = [sys.executable, str(judge), str(newer), "--cases", str(cases), "--flavour", flavour]
    done = run(*command, "--stable", str(older), "--json", str(verdict), "-v", *options, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(verdict.read_text("utf-8"))
    return found


@pytest.mark.slow
@pytest.mark.recorded
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_recorded_case_comes_out_right(tmp_path: Path, flavour: Flavour) -> None:
    verdict = judged(tmp_path, flavour, fields=BibFields(abstract=True))
    assert verdict["passed"] == verdict["total"] > 100
    assert not verdict["fails"]


@pytest.mark.recorded
def test_the_formula_alone_keeps_the_keys_of_preprints_that_were_published() -> None:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for name, stems in (("stage1_preprints.jsonl", before), ("inputs.jsonl", after)):
        for line in shared(f"data/bibtex/{name}").read_text("utf-8").splitlines():
            given = json.loads(line)
            stems[given["id"]] = stem(paper(given))
    assert before
    assert before == {each: after[each] for each in before}


@pytest.mark.slow
@pytest.mark.recorded
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_no_tool_complains_about_the_recorded_cases(tmp_path: Path, flavour: Flavour) -> None:
    needs("bibtex", "biber", "bibclean", "pandoc", "pdflatex")
    verdict = judged(tmp_path, flavour, "--tools", "--latex")
    tools, total = verdict["tools"], verdict["total"]
    assert (tools["biber"]["rc"], tools["biber"]["errors"], tools["biber"]["entries"]) == (0, 0, total)
    assert (tools["pandoc"]["rc"], tools["pandoc"]["entries"]) == (0, total)
    # Its own limit, met by lists of hundreds of authors.
    assert all("string too long" in line for line in tools["bibclean"]["sample"])
    if flavour == "bibtex":
        assert (tools["bibtex"]["errors"], tools["bibtex"]["bibitems"]) == (0, total)
        latex = tools["pdflatex"]
        assert latex["entries_with_errors"] == latex["of_which_characters_without_a_latex_form"]


# Twenty of the hardest in a document

HARDEST = """
0704.0119 0704.0142 2607.09343 2607.13673 2607.15261 2607.18008 2607.16265 2607.29565 2608.02259 2608.04779 2608.09518
2407.17453 2603.10848 9912.00001 9912.00003 9912.00007 9912.00010 9912.00021 9912.00023 9912.00030 9912.00079 9912.00081
"""
DOCUMENTS = {
    "bibtex": r"""\documentclass{article}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{amsmath,amssymb,url}
\begin{document}\cite{KEYS}\bibliographystyle{plain}\bibliography{o}\end{document}
""",
    "biblatex": r"""\documentclass{article}
\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb}
\usepackage[backend=biber,maxbibnames=99]{biblatex}\addbibresource{o.bib}
\begin{document}\cite{KEYS}\printbibliography\end{document}
""",
}


@pytest.mark.slow
@pytest.mark.recorded
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_document_cites_the_hardest_and_compiles_without_an_error(tmp_path: Path, flavour: Flavour) -> None:
    needs("pdflatex", "bibtex", "biber")
    keys: dict[str, str] = {}
    listed = recorded("inputs.jsonl", keys)
    cited = [each for each in listed if any(known.value in HARDEST.split() for known in each.paper.ids)]
    assert len(cited) == len(HARDEST.split())
    (tmp_path / "o.bib").write_text(to_bibtex(cited, flavour=flavour), "utf-8")
    (tmp_path / "d.tex").write_text(DOCUMENTS[flavour].replace("KEYS", ",".join(each.key for each in cited)), "utf-8")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex")
    maker = ("bibtex", "d") if flavour == "bibtex" else ("biber", "d")
    for command in (latex, maker, latex, latex):
        done = run(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stdout
    log = (tmp_path / "d.log").read_text("utf-8", errors="replace")
    assert not re.search(r"^!|Missing character|undefined (?:citations|references)", log, re.MULTILINE)


# Hostile text

LETTERS = "{}{}{}\\\\$$@%#\"&~^_<>|,= '`()aB1é₂γ试\x00\x07\u200b\n"
MARKUP = r"and |@misc{x,|}}|<sub>|</sub>|&#125;|\{|\}|\(|\)|\emph{|$\left\{ x$|{\it | Jr|, |word "
PIECES = (*LETTERS, *MARKUP.split("|"))


def hostile(seed: int, count: int) -> list[Entry]:
    chance = random.Random(seed)

    def text() -> str:
        return "".join(chance.choices(PIECES, k=chance.randint(1, 30)))

    def one(number: int) -> Entry:
        people = tuple(Author(text(), group=chance.random() < 0.3) for _ in range(chance.randint(0, 3)))
        venue = Venue("journal", text(), text(), text(), text()) if chance.random() < 0.5 else None
        ids = (Identifier("doi", f"10.1000/{text()}"), Identifier("arxiv", f"2607.{number:05}"))
        known = Paper(f"T{text()}", people, text(), ids, date(2026, 7, 1), categories=("cs.LG",), venue=venue)
        return entry(known, f"key{number}", text())

    return [one(number) for number in range(count)]


def counted_by_biber(folder: Path) -> int:
    options = ("--tool", "--nolog", "--output-format=biblatexml", "--output-file=o.bltxml")
    done = run("biber", *options, "o.bib", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert "ERROR" not in done.stdout, done.stdout
    return sum(each.tag.endswith("}entry") for each in ET.parse(folder / "o.bltxml").iter())


def counted_by_bibtex(folder: Path) -> int:
    aux = "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{o}\n"
    (folder / "o.aux").write_text(aux, "utf-8")
    done = run("bibtex", "-min-crossrefs=9999", "o", cwd=folder)
    assert "---line" not in done.stdout, done.stdout
    return (folder / "o.bbl").read_text("utf-8", errors="replace").count("\\bibitem")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_reader_counts_exactly_our_entries_whatever_the_text(tmp_path: Path, flavour: Flavour, seed: int) -> None:
    needs("bibtex", "biber", "bibclean", "bibtool", "pandoc")
    listed = hostile(seed, 150)
    fields = BibFields(abstract=True, tags=True, note=True)
    (tmp_path / "o.bib").write_text(to_bibtex(listed, flavour=flavour, fields=fields), "utf-8")
    assert counted_by_biber(tmp_path) == len(listed)
    assert counted_by_bibtex(tmp_path) == len(listed)
    strict = run("bibclean", "-no-check-values", "o.bib", cwd=tmp_path)
    assert not complaints(strict.stderr.splitlines())
    assert len(re.findall(r"^@", strict.stdout, re.MULTILINE)) == len(listed)
    kinds = ("-r", "biblatex") if flavour == "biblatex" else ()  # bibtool drops kinds it was not told of
    assert run("bibtool", *kinds, "-q", "-s", "o.bib", "-o", "t.bib", cwd=tmp_path).returncode == 0
    sorted_text = (tmp_path / "t.bib").read_text("utf-8", errors="replace")
    assert len(re.findall(r"^@", sorted_text, re.MULTILINE)) == len(listed)
    done = run("pandoc", "-f", flavour, "-t", "csljson", "o.bib", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(listed)


def complaints(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line.startswith("??")]
