"""The door's feeds and saved searches: what the reader follows and looks for."""

from storage import polls, searches, tagging
from storage.connection import guarded, writing
from storage.desk import Desk
from storage.errors import NotFound
from storage.model import Changes, Feed, FeedId, FeedKind, SavedSearch, SearchId
from storage.rows import stamp


class Following(Desk):
    """Everything that the reader follows, and the acts that change it."""

    @guarded
    def feeds(self, *, removed: bool = False) -> list[Feed]:
        """Give the feeds by number; with `removed` also those the reader removed."""
        return polls.feeds(self._db, removed=removed)

    @guarded
    def feed(self, number: FeedId) -> Feed:
        """Give one feed, also a removed one.

        Raises:
            NotFound: there is none.
        """
        return polls.feed(self._db, number)

    @guarded
    def pace(self, feed: Feed) -> float | None:
        """Give how many papers a feed brings a day; None where nobody knows yet."""
        return polls.pace(self._db, feed, self._now())

    @guarded
    def add_feed(
        self, url: str, *, kind: FeedKind = "feed", title: str = "", backfill: int = 0
    ) -> tuple[Feed, Changes]:
        """Poll a feed from now on; one that was removed comes back as it was, one that is there stays.

        `backfill` is the number of announcement days to fetch at its first check.
        """
        with self._act("add feed") as act:
            number = polls.add(act.db, url, kind=kind, title=title, backfill=backfill, now=self._now())
            act.put("feeds", {"id": number}, {"removed": None})
            return polls.feed(self._db, number), act.close()

    @guarded
    def by_hand(self) -> Feed:
        """Give the feed that holds what the reader added, made at first use."""
        with writing(self._db):
            return polls.by_hand(self._db, self._now())

    @guarded
    def edit_feed(
        self,
        number: FeedId,
        *,
        name: str | None = None,
        folder: str | None = None,
        paused: bool | None = None,
        login: str | None = None,
    ) -> Changes:
        """Name a feed, put it into a folder, let it rest or take it up again, say how to log in; None: as it is.

        An empty name is the feed's own title; the levels of a folder are parted by slashes. `login` is as in Feed.

        Raises:
            NotFound: there is no such feed.
        """
        word = "edit feed" if paused is None else "pause feed" if paused else "resume feed"
        with self._act(word) as act:
            feed = polls.feed(self._db, number)
            values: dict[str, str | None] = {}
            if name is not None:
                values["name"] = " ".join(name.split())
            if folder is not None:
                values["folder"] = tagging.tag_name(folder)
            if paused is not None and paused != (feed.paused is not None):
                values["paused"] = stamp(self._now()) if paused else None
            if login is not None:
                values["login"] = login
            act.put("feeds", {"id": number}, values)
            return act.close()

    @guarded
    def rename_folder(self, name: str, new: str) -> Changes:
        """Give a folder, and those in it, another name; empty: what lies in it lies in none.

        Raises:
            NotFound: no feed lies in such a folder.
        """
        name, new = tagging.tag_name(name), tagging.tag_name(new)
        with self._act("edit feed") as act:
            inside = [
                feed for feed in polls.feeds(self._db) if f"{feed.folder}/".casefold().startswith(f"{name}/".casefold())
            ]
            if not inside or not name:
                raise NotFound("folder", name)
            for feed in inside:
                act.put("feeds", {"id": feed.id}, {"folder": tagging.tag_name(new + feed.folder[len(name) :])})
            return act.close()

    @guarded
    def remove_feed(self, number: FeedId) -> Changes:
        """Poll a feed no more; its papers stay, and every mark.

        Raises:
            NotFound: there is no such feed.
        """
        with self._act("remove feed") as act:
            if polls.feed(self._db, number).removed:
                raise NotFound("feed", str(number))
            act.put("feeds", {"id": number}, {"removed": stamp(self._now())})
            return act.close()

    @guarded
    def searches(self, *, removed: bool = False) -> list[SavedSearch]:
        """Give the searches that the reader keeps, by name; with `removed` also those that are kept no more."""
        return searches.searches(self._db, removed=removed)

    @guarded
    def add_search(self, name: str, text: str) -> tuple[SavedSearch, Changes]:
        """Keep a search under a name; without one it goes by its words.

        Raises:
            QueryError: the text cannot be read.
        """
        with self._act("add search") as act:
            return searches.add(act, name, text), act.close()

    @guarded
    def edit_search(self, number: SearchId, *, name: str, text: str) -> Changes:
        """Change the name of a search and what it asks for.

        Raises:
            NotFound: there is no such search.
            QueryError: the text cannot be read.
        """
        with self._act("edit search") as act:
            searches.edit(act, number, name=name, text=text)
            return act.close()

    @guarded
    def remove_search(self, number: SearchId) -> Changes:
        """Keep a search no more.

        Raises:
            NotFound: there is no such search.
        """
        with self._act("remove search") as act:
            searches.remove(act, number)
            return act.close()
