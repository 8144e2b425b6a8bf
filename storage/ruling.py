"""The door's rules: kept, changed, tried on the papers that are here, and judged by what came of them."""

from storage import rules, trying
from storage.connection import guarded, reading
from storage.desk import Desk
from storage.model import Changes, FeedId, PaperId, RuleId
from storage.rule_model import Explanation, Preview, Reason, Rule, Yield


class Ruling(Desk):
    """Everything about rules."""

    @guarded
    def rules(self, *, removed: bool = False) -> list[Rule]:
        """Give the rules that the reader keeps, oldest first; with `removed` also those that are kept no more."""
        return rules.rules(self._db, removed=removed)

    @guarded
    def add_rule(self, text: str, like: Rule | None = None) -> Rule:
        """Keep a rule, which does what `like` does; without it, it tells of what it finds.

        Raises:
            QueryError: the text cannot be read, or asks for what no new paper has.
        """
        with self._act("add rule") as act:
            rule = rules.add(act, text, like)
            act.close()
            return rule

    @guarded
    def edit_rule(self, wanted: Rule) -> Changes:
        """Change the rule of this number to what is wanted; what it did until now is taken away if that changes.

        Raises:
            NotFound: there is no such rule.
            QueryError: as for `add_rule`.
        """
        with self._act("edit rule") as act:
            rules.edit(act, wanted)
            return act.close()

    @guarded
    def remove_rule(self, number: RuleId) -> Changes:
        """Keep a rule no more; what it found and did is gone with it.

        Raises:
            NotFound: there is no such rule.
        """
        with self._act("remove rule") as act:
            rules.remove(act, number)
            return act.close()

    @guarded
    def preview(self, wanted: Rule, *, days: int = 30) -> Preview:
        """Say which papers of so many last days a rule would have found; below 100 ms for 100,000 papers.

        Raises:
            QueryError: as for `add_rule`.
        """
        with reading(self._db):
            return trying.preview(self._db, wanted, days=days, at=self._at())

    @guarded
    def yields(self) -> dict[RuleId, Yield]:
        """Say what came of every rule."""
        with reading(self._db):
            return trying.yields(self._db)

    @guarded
    def feed_yields(self) -> dict[FeedId, Yield]:
        """Say what came of every feed; reads every appearance."""
        with reading(self._db):
            return trying.feed_yields(self._db)

    @guarded
    def why(self, text: str, number: PaperId) -> tuple[bool, tuple[Reason, ...]]:
        """Say whether a paper fits a search, and of each word and filter whether it does.

        Raises:
            QueryError: the search cannot be read.
            NotFound: there is no such paper.
        """
        with reading(self._db):
            reasons = trying.why(self._db, text, number, at=self._at())
            return trying.fits(self._db, text, number, at=self._at()), reasons

    @guarded
    def explain(self, text: str) -> Explanation:
        """Say how a search is read and answered.

        Raises:
            QueryError: it cannot be read.
        """
        with reading(self._db):
            return trying.explain(self._db, text, at=self._at())
