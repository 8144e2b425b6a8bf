"""Pictures of the window for the documents, drawn from the demo's made-up papers: `make screenshots`."""

import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.window import colours
from tests.demo import library
from tests.demo.scenes import SCENES, Scene, Stage

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


def main(words: list[str]) -> int:
    """Draw all pictures, or those named, into docs/screenshots or the folder of --to=FOLDER."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = next((Path(word[5:]) for word in words if word.startswith("--to=")), FOLDER)
    wanted = {word for word in words if not word.startswith("--")}
    if os.environ.get("QT_SCALE_FACTOR") is None and not wanted:
        _draw_sharp(folder)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="papertray-screens-") as place:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, place)
        application.setOrganizationName("papertray-screenshots")
        library.fill(Path(place) / "library")
        for scene in SCENES:
            if scene.name in wanted or (not wanted and not scene.sharp):
                _draw(application, Path(place) / "library", scene, folder / f"{scene.name}.png")
    return 0


def _draw_sharp(folder: Path) -> None:
    """Draw some again as a screen of twice the density has them: a program has one such factor for all its windows."""
    import subprocess

    names = [scene.name for scene in SCENES if scene.sharp]
    command = [sys.executable, "-m", "tests.demo.screenshots", f"--to={folder}", *names]
    subprocess.run(command, env=os.environ | {"QT_SCALE_FACTOR": "2"}, check=True)


def _draw(application: QApplication, where: Path, scene: Scene, picture: Path) -> None:
    # A platform without a desktop has no colour scheme: the window goes by the palette then.
    application.setPalette(colours.qt_palette(colours.palette(scene.dark)))
    QSettings().clear()
    font = application.font()
    large = application.font()
    large.setPointSizeF(font.pointSizeF() * scene.type_size)
    application.setFont(large)
    # Each scene has a library of its own: looking at a paper and leaving it marks it as read.
    own = Path(shutil.copytree(where, where.with_name(f"library-{scene.name}")))
    stage = Stage(application, own, scene)
    try:
        scene.play(stage)
        stage.settle()
        _save(stage.seen(), picture)
    finally:
        stage.close()
        application.setFont(font)
    print(f"{picture.name}  {picture.stat().st_size // 1024} kB")


def _save(picture: QPixmap, file: Path) -> None:
    """Keep a picture in 256 colours, of each kind one at least: it looks the same in a third of the bytes."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    nearly: dict[int, Counter[int]] = defaultdict(Counter)
    for colour, count in Counter(memoryview(image.constBits()).cast("I")).items():
        nearly[colour & 0xF8F0F0][colour] += count
    often = sorted(nearly.values(), key=Counter.total, reverse=True)[:256]
    table = [kinds.most_common(1)[0][0] for kinds in often]
    plainly = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    few = image.convertToFormat(QImage.Format.Format_Indexed8, table, plainly)
    few.save(str(file), quality=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
