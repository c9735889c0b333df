"""What dist.py refuses, and where it writes, on jars that hold a manifest alone."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

FILE = Path(__file__).resolve().parents[3] / "src/main/dist/dist.py"
SPEC = importlib.util.spec_from_file_location("dist", FILE)
dist = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(dist)

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<groupId>{group}</groupId><url>{url}</url><scm><url>{git}</url></scm></project>"""
OWN = {"group": "net.example.mine", "url": "https://example.net/mine", "git": "https://example.net/mine.git"}


class DistTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enter(tempfile.TemporaryDirectory()))
        self.enter(mock.patch.object(dist, "TARGET", self.folder))
        self.enter(mock.patch.object(dist, "DIST", self.folder / "dist"))
        self.made = []
        for name in ("wheels", "archive", "central"):
            self.enter(mock.patch.object(dist, name, lambda *given, name=name: self.made.append((name, given[-1]))))

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def line(self, folder, version, **pom):
        out = self.folder / folder
        out.mkdir(exist_ok=True)
        fields = {"Implementation-Version": version, "Espalier-Spark": "4.1.0", "Espalier-Scala": "2.13"}
        fields["Implementation-URL"] = "https://example.net/mine"
        with zipfile.ZipFile(out / "espalier.jar", "w") as jar:
            jar.writestr("META-INF/MANIFEST.MF", "".join(f"{name}: {value}\r\n" for name, value in fields.items()))
        (out / ".flattened-pom.xml").write_text(POM.format(**{**OWN, **pom}))

    def refused(self, *words):
        with self.assertRaises(SystemExit) as raised:
            dist.main(list(words))
        self.assertEqual(self.made, [])
        return raised.exception.code

    def test_placeholders_are_refused_in_a_release_all_at_once(self):
        self.line(".", "0.1.0", group="espalier", url="https://example.org/espalier", git="https://example.org/e.git")
        wrong = "dist.py: pom.xml: groupId, release.url, release.git: of a placeholder; those of who publishes 0.1.0"
        self.assertEqual(self.refused(), wrong)
        self.line(".", "0.1.0", git="https://example.org/espalier.git")
        self.assertIn("pom.xml: release.git: of", self.refused())

    def test_lines_of_two_versions_are_refused(self):
        self.line(".", "0.2.0")
        self.line("spark-3.5", "0.1.0-spark-3.5")
        self.assertIn("0.2.0 and 0.1.0-spark-3.5: are two versions", self.refused())
        self.assertIn("are two versions", self.refused("wheels"))

    def test_wheels_alone_leave_a_release_as_it_is(self):
        self.line(".", "0.1.0-SNAPSHOT", group="espalier")
        self.line("spark-3.5", "0.1.0-spark-3.5-SNAPSHOT", group="espalier")
        (self.folder / "dist").mkdir()
        (self.folder / "dist/kept").write_text("a release")
        with contextlib.redirect_stdout(io.StringIO()):
            dist.main(["wheels"])
        self.assertEqual(self.made, [("wheels", self.folder / "wheels")])
        self.assertTrue((self.folder / "dist/kept").exists())
        with contextlib.redirect_stdout(io.StringIO()):
            dist.main([])
        self.assertEqual([name for name, _ in self.made[1:]], ["wheels", "archive", "central", "archive", "central"])
        self.assertFalse((self.folder / "dist/kept").exists())

    def test_a_release_of_its_owner_is_made(self):
        self.line(".", "0.1.0")
        with contextlib.redirect_stdout(io.StringIO()):
            dist.main([])
        self.assertIn(("wheels", self.folder / "dist"), self.made)


if __name__ == "__main__":
    unittest.main()
