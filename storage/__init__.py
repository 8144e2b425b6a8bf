"""The reading library in one SQLite file; everybody else enters here.

The names are found at first use (PEP 562), because the browser's native host pays for every import.
"""

# Not from typing, which alone costs the host a fifth of its time; type checkers know the name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from storage.as_read import Passage as Passage
    from storage.as_read import legible as legible
    from storage.as_read import passages as passages
    from storage.as_read import places_in_legible as places_in_legible
    from storage.as_typed import SearchField as SearchField
    from storage.as_typed import search_fields as search_fields
    from storage.as_typed import understood as understood
    from storage.backups import Copied as Copied
    from storage.backups import back_up as back_up
    from storage.backups import back_up_daily as back_up_daily
    from storage.backups import daily_backups as daily_backups
    from storage.backups import day_of as day_of
    from storage.backups import look_over as look_over
    from storage.bib_check import BibFault as BibFault
    from storage.bib_check import bib_faults as bib_faults
    from storage.bib_check import unmatched as unmatched
    from storage.bib_text import BibPiece as BibPiece
    from storage.bib_text import bib_fields as bib_fields
    from storage.bib_text import bib_pieces as bib_pieces
    from storage.bibtex import BibFields as BibFields
    from storage.bibtex import bibtex_entry as bibtex_entry
    from storage.bibtex import to_bibtex as to_bibtex
    from storage.checkup import Facts as Facts
    from storage.checkup import Finding as Finding
    from storage.citation_keys import example_key as example_key
    from storage.citation_keys import is_key as is_key
    from storage.citation_keys import is_template as is_template
    from storage.cited import Brings as Brings
    from storage.cited import Cited as Cited
    from storage.csl import from_csl as from_csl
    from storage.csl import to_csl as to_csl
    from storage.errors import Ambiguous as Ambiguous
    from storage.errors import CopyFailed as CopyFailed
    from storage.errors import KeyRefused as KeyRefused
    from storage.errors import LibraryAway as LibraryAway
    from storage.errors import LibraryDamaged as LibraryDamaged
    from storage.errors import LibraryError as LibraryError
    from storage.errors import LibraryForeign as LibraryForeign
    from storage.errors import LibraryFull as LibraryFull
    from storage.errors import LibraryLocked as LibraryLocked
    from storage.errors import LibraryNewer as LibraryNewer
    from storage.errors import LibraryOpen as LibraryOpen
    from storage.errors import LibraryReadOnly as LibraryReadOnly
    from storage.errors import LibraryUsed as LibraryUsed
    from storage.errors import NotFound as NotFound
    from storage.errors import NothingToUndo as NothingToUndo
    from storage.errors import QueryError as QueryError
    from storage.errors import StorageError as StorageError
    from storage.errors import UnknownIdentifier as UnknownIdentifier
    from storage.file_systems import allow_network as allow_network
    from storage.foreign_notes import own_words as own_words
    from storage.identity import title_key as title_key
    from storage.intake import Intake as Intake
    from storage.json_lines import from_json_lines as from_json_lines
    from storage.keeper import Keeper as Keeper
    from storage.keeper import Sitting as Sitting
    from storage.library import Library as Library
    from storage.live_model import LiveEntry as LiveEntry
    from storage.live_model import LiveFile as LiveFile
    from storage.live_model import LiveId as LiveId
    from storage.matching import is_by_feed as is_by_feed
    from storage.model import Announcement as Announcement
    from storage.model import Appearance as Appearance
    from storage.model import Arrival as Arrival
    from storage.model import Author as Author
    from storage.model import Changes as Changes
    from storage.model import Counts as Counts
    from storage.model import Entry as Entry
    from storage.model import Feed as Feed
    from storage.model import FeedId as FeedId
    from storage.model import FeedKind as FeedKind
    from storage.model import Heat as Heat
    from storage.model import Hints as Hints
    from storage.model import Identifier as Identifier
    from storage.model import Incoming as Incoming
    from storage.model import Known as Known
    from storage.model import Link as Link
    from storage.model import LinkKind as LinkKind
    from storage.model import ListName as ListName
    from storage.model import Mark as Mark
    from storage.model import MarkKind as MarkKind
    from storage.model import Match as Match
    from storage.model import MergeReason as MergeReason
    from storage.model import Order as Order
    from storage.model import Origin as Origin
    from storage.model import Page as Page
    from storage.model import Paper as Paper
    from storage.model import PaperId as PaperId
    from storage.model import Part as Part
    from storage.model import PartKind as PartKind
    from storage.model import Quote as Quote
    from storage.model import RuleId as RuleId
    from storage.model import SavedSearch as SavedSearch
    from storage.model import Scheme as Scheme
    from storage.model import SearchId as SearchId
    from storage.model import Tag as Tag
    from storage.model import Trouble as Trouble
    from storage.model import Venue as Venue
    from storage.model import VenueKind as VenueKind
    from storage.model import View as View
    from storage.moving_in import MovedIn as MovedIn
    from storage.moving_in import move_in as move_in
    from storage.moving_in import restore as restore
    from storage.paper_notes import note_name as note_name
    from storage.paper_notes import to_html_list as to_html_list
    from storage.paper_notes import to_list as to_list
    from storage.paper_notes import to_note as to_note
    from storage.ris import from_ris as from_ris
    from storage.ris import to_ris as to_ris
    from storage.rule_model import RULE_MARKS as RULE_MARKS
    from storage.rule_model import Explanation as Explanation
    from storage.rule_model import Preview as Preview
    from storage.rule_model import Reason as Reason
    from storage.rule_model import Rule as Rule
    from storage.rule_model import Yield as Yield
    from storage.salvage import Salvaged as Salvaged
    from storage.salvage import rebuild as rebuild
    from storage.work_ids import arxiv_version as arxiv_version
    from storage.work_ids import identifiers as identifiers
    from storage.work_ids import normalise_id as normalise_id
    from storage.zotero import from_zotero_csv as from_zotero_csv
    from storage.zotero import is_zotero_csv as is_zotero_csv

_DOOR = {
    "storage.library": "Library",
    "storage.intake": "Intake",
    "storage.keeper": "Keeper Sitting",
    "storage.as_typed": "SearchField search_fields understood",
    "storage.backups": "Copied back_up back_up_daily daily_backups day_of look_over",
    "storage.bib_check": "BibFault bib_faults unmatched",
    "storage.bib_text": "BibPiece bib_fields bib_pieces",
    "storage.bibtex": "BibFields bibtex_entry to_bibtex",
    "storage.checkup": "Facts Finding",
    "storage.citation_keys": "example_key is_key is_template",
    "storage.cited": "Brings Cited",
    "storage.csl": "from_csl to_csl",
    "storage.paper_notes": "note_name to_html_list to_list to_note",
    "storage.foreign_notes": "own_words",
    "storage.zotero": "from_zotero_csv is_zotero_csv",
    "storage.json_lines": "from_json_lines",
    "storage.ris": "from_ris to_ris",
    "storage.file_systems": "allow_network",
    "storage.identity": "title_key",
    "storage.moving_in": "MovedIn move_in restore",
    "storage.salvage": "Salvaged rebuild",
    "storage.as_read": "Passage legible passages places_in_legible",
    "storage.work_ids": "arxiv_version identifiers normalise_id",
    "storage.errors": (
        "Ambiguous CopyFailed KeyRefused LibraryAway LibraryDamaged LibraryError LibraryForeign LibraryFull "
        "LibraryLocked LibraryNewer LibraryOpen LibraryReadOnly LibraryUsed NotFound NothingToUndo QueryError "
        "StorageError UnknownIdentifier"
    ),
    "storage.matching": "is_by_feed",
    "storage.live_model": "LiveEntry LiveFile LiveId",
    "storage.model": (
        "Announcement Appearance Arrival Author Changes Counts Entry Feed FeedId FeedKind Heat Hints Identifier "
        "Incoming Known Link LinkKind ListName Mark MarkKind Match MergeReason Order Origin Page Paper PaperId Part "
        "PartKind Quote RuleId SavedSearch Scheme SearchId Tag Trouble Venue VenueKind View"
    ),
    "storage.rule_model": "Explanation Preview RULE_MARKS Reason Rule Yield",
}
_HOME = {name: module for module, names in _DOOR.items() for name in names.split()}


def __getattr__(name: str) -> object:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(module), name)
