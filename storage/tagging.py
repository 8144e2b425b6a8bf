"""Tags: given to papers and taken from them, renamed, joined, coloured and deleted, with the tags below them."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from storage import papers
from storage.errors import NotFound
from storage.journal import Act
from storage.model import PaperId, Tag
from storage.rows import dump


def tag(act: Act, numbers: Iterable[PaperId], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Give papers the tags `add` and take `remove` from them; spelling follows the first use of a tag.

    Raises:
        NotFound: a tag to remove that no paper ever had.
    """
    adding = [made(act, name) for name in add]
    removing = [_tag_number(act.db, name) for name in remove]
    for number in papers.roots(act.db, numbers).values():
        for tag_id in adding:
            act.put("taggings", {"paper": number, "tag": tag_id}, {"state": 1})
        for tag_id in removing:
            for member in papers.members(act.db, [number]):
                if act.db.execute("SELECT 1 FROM carried WHERE paper = ? AND tag = ?", (member, tag_id)).fetchone():
                    act.put("taggings", {"paper": member, "tag": tag_id}, {"state": 0})


def made(act: Act, name: str) -> int:
    """Give a tag's number; a new tag is part of the act, for after an undo its name may belong to another again."""
    name = tag_name(name)
    row = act.db.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return int(row["id"])
    if not name:
        raise NotFound("tag", name)
    highest = act.db.execute("SELECT max(id) FROM tags").fetchone()[0]
    number = (highest or 0) + 1
    act.put("tags", {"id": number}, {"name": name})
    return number


def _tag_number(db: sqlite3.Connection, name: str) -> int:
    name = tag_name(name)
    row = db.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NotFound("tag", name)
    return int(row["id"])


def tag_name(text: str) -> str:
    """Give a tag as it is stored: one line, single blanks, slashes between its levels and none at the ends."""
    levels = (" ".join(level.split()) for level in text.split("/"))
    return "/".join(level for level in levels if level)


def tags(db: sqlite3.Connection) -> list[Tag]:
    """Give the tags in use by name, with how many papers carry each."""
    rows = db.execute(
        "SELECT t.name, t.colour, count(DISTINCT coalesce(m.root, g.paper)) AS papers FROM carried g"
        " JOIN tags t ON t.id = g.tag LEFT JOIN merges m ON m.loser = g.paper"
        " GROUP BY t.id ORDER BY t.name"
    )
    return [Tag(row["name"], row["colour"], row["papers"]) for row in rows]


def tree(db: sqlite3.Connection) -> list[Tag]:
    """Give the tags in use and every level above them by name, each with the papers that carry it or one below it."""
    known = {tag.name.casefold(): tag for tag in tags(db)}
    above = {level.casefold(): level for tag in known.values() for level in _levels_above(tag.name)}
    carried: dict[str, set[int]] = {level: set() for level in above}
    if above:
        rows = db.execute(
            "SELECT t.name, coalesce(m.root, g.paper) FROM carried g JOIN tags t ON t.id = g.tag"
            " LEFT JOIN merges m ON m.loser = g.paper"
        )
        for name, paper in rows:
            for level in (name, *_levels_above(name)):
                if (papers_of_it := carried.get(level.casefold())) is not None:
                    papers_of_it.add(paper)
    for level, spelled in above.items():
        of_its_own = known.get(level)
        name, colour = (of_its_own.name, of_its_own.colour) if of_its_own else (spelled, "")
        known[level] = Tag(name, colour, len(carried[level]), bare=of_its_own is None)
    return [known[level] for level in sorted(known, key=lambda level: level.split("/"))]


def _levels_above(name: str) -> list[str]:
    levels = name.split("/")
    return ["/".join(levels[:count]) for count in range(1, len(levels))]


def rename(act: Act, name: str, new: str) -> None:
    """Give a tag, and with it those below it, another name; where that is a tag already, the two become one.

    Raises:
        NotFound: there is no such tag, or the new name is empty.
    """
    name, new = tag_name(name), tag_name(new)
    if not new:
        raise NotFound("tag", new)
    # On its way down a tag must not meet the one above it, on its way up not the one below.
    down = new.casefold().startswith(f"{name.casefold()}/")
    for row in sorted(_with_below(act.db, name), key=lambda row: len(row["name"]), reverse=down):
        _rename(act, row, new + row["name"][len(name) :])


def _rename(act: Act, row: sqlite3.Row, new: str) -> None:
    there = act.db.execute("SELECT * FROM tags WHERE name = ? AND id != ?", (new, row["id"])).fetchone()
    if there is None:
        act.put("tags", {"id": row["id"]}, {"name": new})
        return
    used = bool(_taggings(act.db, there["id"]))  # else nobody remembers how it was spelled
    for tagging in _taggings(act.db, row["id"]):
        said = {"at": tagging["at"], "origin": tagging["origin"]}
        if not _has(act.db, tagging["paper"], there["id"]):
            act.put("taggings", {"paper": tagging["paper"], "tag": there["id"]}, {"state": 1, **said})
        act.put("taggings", {"paper": tagging["paper"], "tag": row["id"]}, {"state": 0})
    for rule in act.db.execute("SELECT id, actions FROM rules WHERE removed IS NULL").fetchall():
        acts = [f"tag:{there['id']}" if one == f"tag:{row['id']}" else one for one in json.loads(rule["actions"])]
        act.put("rules", {"id": rule["id"]}, {"actions": dump(list(dict.fromkeys(acts)))})
    values: dict[str, Any] = {"colour": there["colour"] or row["colour"]}
    act.put("tags", {"id": there["id"]}, values if used else {**values, "name": new})


def _has(db: sqlite3.Connection, paper: int, tag: int) -> bool:
    sql = "SELECT 1 FROM carried WHERE paper = ? AND tag = ?"
    return db.execute(sql, (paper, tag)).fetchone() is not None


def delete(act: Act, name: str) -> None:
    """Take a tag, and those below it, from every paper that has it.

    Raises:
        NotFound: there is no such tag.
    """
    for row in _with_below(act.db, tag_name(name)):
        for tagging in _taggings(act.db, row["id"]):
            act.put("taggings", {"paper": tagging["paper"], "tag": row["id"]}, {"state": 0})
        act.put("tags", {"id": row["id"]}, {"colour": ""})


def colour(act: Act, name: str, chosen: str) -> None:
    """Give a tag a colour, #rrggbb, or leave that to the program again ('').

    Raises:
        NotFound: there is no such tag.
        ValueError: it is no such colour.
    """
    if not _COLOUR.fullmatch(chosen):
        raise ValueError(chosen)
    act.put("tags", {"id": _tag_number(act.db, name)}, {"colour": chosen.lower()})


def _with_below(db: sqlite3.Connection, name: str) -> list[sqlite3.Row]:
    """Give the tag, whether anything is tagged so or not, and those below it, of which at least one is in use."""
    below = f"{name}/"
    rows = db.execute(
        "SELECT t.id, t.name, t.colour, EXISTS (SELECT 1 FROM carried g WHERE g.tag = t.id) AS used"
        " FROM tags t WHERE t.name = ? OR substr(t.name, 1, length(?)) = ? COLLATE NOCASE",
        (name, below, below),
    ).fetchall()
    if not any(row["used"] for row in rows):
        raise NotFound("tag", name)
    return rows


def _taggings(db: sqlite3.Connection, tag: int) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT c.paper, c.at, coalesce(g.origin, 'window') AS origin FROM carried c"
        " LEFT JOIN taggings g ON g.paper = c.paper AND g.tag = c.tag WHERE c.tag = ?",
        (tag,),
    ).fetchall()


_COLOUR: Final = re.compile(r"(#[0-9a-fA-F]{6})?")
