"""What checks of the library found and what was saved of a damaged one, as words for the reader. No Qt."""

from collections.abc import Mapping

from desktop.language import N_, _, ngettext
from desktop.problems import Problem
from storage import Finding, Salvaged


def finding_in_words(finding: Finding) -> Problem:
    """Give the words for something that a check of the library found, and what to do about it."""
    what, then = _FINDINGS.get(finding.kind, ("{detail}", N_("Restore a backup: papertray restore FILE.")))
    return Problem(_(what).format(detail=finding.detail), then=_(then))


_MEND = N_("“papertray check --mend” makes it anew; nothing of yours is in it.")
_SALVAGE = N_("“papertray restore --salvage” saves what can be read, with the newest backup.")
_FINDINGS = {
    "file": (N_("The file is damaged: {detail}."), _SALVAGE),
    "reference": (N_("Rows belong to a feed or rule that is not there: {detail}."), _SALVAGE),
    "index": (N_("The search index does not fit the papers: {detail}."), _MEND),
    "lost rows": (N_("Rows belong to papers that are not there: {detail}."), _SALVAGE),
    "words": (N_("Papers that search does not know, or that are gone: {detail}."), _MEND),
    "merges": (N_("Papers were joined with ones that are not there: {detail}."), _SALVAGE),
    "tags": (N_("Papers have tags that are not there: {detail}."), _SALVAGE),
    "keys": (N_("Papers have two citation keys at once: {detail}."), N_("The older one can be taken from its paper.")),
    "journal": (N_("The journal of your acts has holes: {detail}."), _SALVAGE),
}
"""For each kind of finding: what it is, and what to do."""


def salvaged_in_words(saved: Salvaged) -> str:
    """Say what was kept of a damaged library, what only the backup had, what is lost, and where the damaged file is."""
    lines = [
        ngettext("Saved: {count} paper", "Saved: {count} papers", saved.papers).format(count=f"{saved.papers:,}")
        + _counted(saved.read)
        + "."
    ]
    added = {table: count for table, count in saved.added.items() if count and table in _TABLES}
    if added and saved.backup:
        lines.append(_("From the backup {file}{what}.").format(file=saved.backup.name, what=_counted(added)))
    if saved.gaps and not saved.backup:
        lines.append(_("There was no backup that could fill the gaps."))
    if saved.stubs:
        lines.append(
            ngettext(
                "Of {count} paper only its identifier is left; the next check of the feeds asks for its text.",
                "Of {count} papers only their identifiers are left; the next check of the feeds asks for their text.",
                saved.stubs,
            ).format(count=saved.stubs)
        )
    if not saved.gaps:
        lines.append(_("Nothing of it was lost."))
    lines.append(_("The damaged file is kept as {file}.").format(file=saved.aside))
    return "\n".join(lines)


def _counted(counts: Mapping[str, int]) -> str:
    """Give the counts that mean something to a reader, each behind a comma."""
    return "".join(f", {_(words)}: {counts[table]:,}" for table, words in _TABLES.items() if counts.get(table))


_TABLES = {
    "marks": N_("marks"),
    "taggings": N_("tags on papers"),
    "notes": N_("notes"),
    "quotes": N_("quotes"),
    "rules": N_("rules"),
    "feeds": N_("feeds"),
    "journal": N_("acts in the journal"),
}
"""Tables by what a reader calls their rows."""
