"""Words for the surfaces of Qt that guess whether a text is rich: tooltips, and boxes made by Qt itself."""


def plainly(text: str) -> str:
    """Give a text that Qt takes for plain whatever stands in it: no tag begins without its sign."""
    return text.replace("<", "‹")
