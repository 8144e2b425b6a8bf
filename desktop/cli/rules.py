"""Commands for rules: words that deserve a notice."""

import click

from desktop.cli.desk import WORDS, Desk, with_desk
from desktop.language import _
from storage import RuleId


@click.group(help=_("Words that deserve a notice: add, list, remove."))
def rules() -> None:
    """Hold the commands for rules."""


@rules.command(
    context_settings=WORDS,
    help=_('Keep a rule: words and "phrases", all of which a new paper must have; -word must not be in it.'),
)
@click.argument("words", nargs=-1, required=True)
@with_desk
def add(desk: Desk, words: tuple[str, ...]) -> None:
    """Keep a rule."""
    text = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with desk.library() as library:
        rule = library.add_rule(text)
    if desk.as_json:
        desk.emit({"id": rule.id, "text": rule.text})
    else:
        desk.say(_("Rule {number}: {text}").format(number=rule.id, text=rule.text))


@rules.command("list", help=_("Show the rules."))
@with_desk
def list_(desk: Desk) -> None:
    """Show the rules."""
    with desk.library() as library:
        found = library.rules()
    if desk.as_json:
        for rule in found:
            desk.emit({"id": rule.id, "text": rule.text, "added": rule.added.isoformat()})
        return
    for rule in found:
        desk.say(f"{rule.id:>4}  {rule.text}")
    if not found:
        desk.say(_("No rules yet. “papertray rules add WORDS” makes one."))


@rules.command(help=_("Take a rule away, by its number or its words."))
@click.argument("rule", metavar="NUMBER|WORDS", nargs=-1, required=True)
@with_desk
def remove(desk: Desk, rule: tuple[str, ...]) -> None:
    """Take a rule away."""
    asked = " ".join(rule)
    with desk.library() as library:
        same = [known for known in library.rules() if asked in {str(known.id), known.text, known.text.strip('"')}]
        library.remove_rule(same[0].id if same else RuleId(int(asked) if asked.isascii() and asked.isdigit() else 0))
    if desk.as_json:
        desk.emit({"done": "remove rule", "id": same[0].id})
    else:
        desk.say(_("Rule {number} removed: {text}").format(number=same[0].id, text=same[0].text))
