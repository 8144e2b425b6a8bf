"""PySide6 without the work that it does for a feature that we do not use; says nothing of its own on a screen."""

import sys
from typing import Final

_FEATURE: Final = "shibokensupport.feature"
_LOOKS: Final = "_mod_uses_pyside"


def without_feature_scan() -> bool:
    """Keep PySide6 from reading the source of every module that is imported after it; False where it no longer does.

    WORKAROUND: for `from __feature__ import snake_case` it reads the source text of each module through linecache,
    which keeps all of it: 5 MB and a tenth of the start, seen with PySide6 6.11. Modules that are not looked at count
    as those that use no feature, which is what all of ours are.
    """
    feature = sys.modules.get(_FEATURE)
    if feature is None or not hasattr(feature, _LOOKS):
        return False
    setattr(feature, _LOOKS, lambda _module: False)
    return True
