"""Program that makes target/dist, what a release consists of, from the jars that Maven left below target.

    python3 src/main/dist/dist.py [wheels]

    espalier-VERSION-bin.tar.gz    one for each line of Spark whose jar is there: jars, submit, conf, docs, licences,
                                   checksums
    *.whl, *.tar.gz                wheels with the jars inside, and their source distributions
    central/                       jar, sources, Javadoc and POM with checksums, in the layout of a Maven repository
    espalier-VERSION-bom.json      bill of materials (CycloneDX)
    SHA512SUMS                     of all of these but central

With the word "wheels" it makes the wheels alone, in target/wheels, and leaves target/dist as it is. The same jars give
the same bytes. Python's venv fetches setuptools.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Iterator, NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[3]
TARGET = ROOT / "target"
DIST = TARGET / "dist"

# zip has no times before 1980
TIME = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
PLACEHOLDER = "https://example.org/"  # of release.url and release.git in pom.xml
GROUP = "espalier"  # in pom.xml, which is no domain
OTHER_LINE = "-spark-3.5"  # in the version of that line

# What only a clone can run.
NOT_IN_ARCHIVE = {"submit/bench.sh", "submit/wheel.sh"}


class Line(NamedTuple):
    """A line of Spark that was built, as the manifest of its jar describes it."""

    out: Path
    version: str
    spark: str
    scala: str
    url: str

    @classmethod
    def of(cls, out: Path) -> Line:
        fields = manifest(out / "espalier.jar")
        names = ("Implementation-Version", "Espalier-Spark", "Espalier-Scala", "Implementation-URL")
        return cls(out, *(fields[name] for name in names))

    @property
    def jar(self) -> Path:
        return self.out / "espalier.jar"

    @property
    def pom(self) -> Path:
        return self.out / ".flattened-pom.xml"

    @property
    def xgboost(self) -> Path:
        return self.out / "espalier-xgboost.jar"


def refuse(wrong: str) -> None:
    sys.exit(f"dist.py: {wrong}")


def manifest(jar: Path) -> dict[str, str]:
    """Main attributes of a jar; a line that begins with a space goes on with the one before it."""
    with zipfile.ZipFile(jar) as archive:
        text = archive.read("META-INF/MANIFEST.MF").decode().replace("\r\n ", "")
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def below(folder: Path) -> Iterator[Path]:
    """The files below a folder, in one order everywhere, without those of editors and interpreters."""
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        if path.is_file() and not any(name.startswith(".") or name == "__pycache__" for name in names):
            yield path


def tarball(to: Path, top: str, files: dict[str, bytes], executable: set[str]) -> None:
    """Writes an archive without times, owners and other traces of this machine."""
    with open(to, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as zipped:
        with tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(f"{top}/{name}")
                entry.size = len(content)
                entry.mtime = TIME
                entry.mode = 0o755 if name in executable else 0o644
                archive.addfile(entry, io.BytesIO(content))


def sums(algorithm: str, files: dict[str, bytes]) -> str:
    """Lines as those of sha256sum, which also checks them."""
    return "".join(f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n" for name, content in files.items())


def check_together(lines: list[Line]) -> None:
    """Refuses lines that were not built as one version."""
    versions = [line.version for line in lines]
    if len({version.replace(OTHER_LINE, "") for version in versions}) > 1:
        refuse(f"{' and '.join(versions)}: are two versions; mvn -Prelease package builds all lines of one")


def check_published(line: Line) -> None:
    """Refuses what would be published under a name or an address that is nobody's."""
    if line.version.endswith("-SNAPSHOT") or not line.pom.exists():
        return
    read = ElementTree.parse(line.pom)
    given = {
        "groupId": (read.findtext("{*}groupId") or "", GROUP),
        "release.url": (read.findtext("{*}url") or "", PLACEHOLDER),
        "release.git": (read.findtext("{*}scm/{*}url") or "", PLACEHOLDER),
    }
    wrong = [name for name, (value, placeholder) in given.items() if not value or value.startswith(placeholder)]
    if wrong:
        refuse(f"pom.xml: {', '.join(wrong)}: of a placeholder; those of who publishes {line.version}")


def archive(line: Line) -> None:
    """The archive of a line, whose scripts need a Spark and no Maven."""
    files: dict[str, bytes] = {}
    executable: set[str] = set()
    folders = {"submit": "submit", "conf": "conf", "src/site/markdown": "docs", "src/site/resources": "docs"}
    for folder, at in folders.items():
        for path in below(ROOT / folder):
            name = f"{at}/{path.relative_to(ROOT / folder)}"
            if name not in NOT_IN_ARCHIVE:
                content = path.read_bytes()
                files[name] = content if at == "docs" else content.replace(b"src/site/markdown", b"docs")
                if path.stat().st_mode & 0o100:
                    executable.add(name)
    for path in [ROOT / "LICENSE", ROOT / "NOTICE", line.jar, line.xgboost]:
        files[f"jars/{path.name}" if path.suffix == ".jar" else path.name] = path.read_bytes()
    files["NOTICE-xgboost"] = (ROOT / "src/main/xgboost/NOTICE").read_bytes()
    for path in below(ROOT / "src/main/resources/org/espalier/report/echarts"):
        if path.name.startswith("LICENSE"):
            files[f"licenses/{path.name.replace('LICENSE', 'echarts')}"] = path.read_bytes()
    readme = (ROOT / "src/main/dist/README.md").read_text()
    for name in ("version", "spark", "scala"):
        readme = readme.replace(f"@{name}@", getattr(line, name))
    files["README.md"] = readme.encode()
    files["RELEASE"] = f"version={line.version}\nspark={line.spark}\nscala={line.scala}\n".encode()
    files = dict(sorted(files.items()))
    files["SHA256SUMS"] = sums("sha256", files).encode()
    tarball(DIST / f"espalier-{line.version}-bin.tar.gz", f"espalier-{line.version}", files, executable)


def stage(name: str, sources: list[Path], version: str, url: str, jars: dict[str, Path]) -> Path:
    """A folder from which pip builds a wheel."""
    folder = TARGET / "dist-stage" / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "espalier/jars").mkdir(parents=True)
    for source in sources:
        for path in below(source) if source.is_dir() else [source]:
            to = folder / (path.relative_to(source) if source.is_dir() else path.name)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
    for jar, path in jars.items():
        shutil.copyfile(path, folder / "espalier/jars" / jar)
    (folder / "VERSION").write_text(version.replace("-SNAPSHOT", ".dev0") + "\n")
    if not url.startswith(PLACEHOLDER):
        with open(folder / "pyproject.toml", "a") as project:
            project.write(f'\n[project.urls]\nHomepage = "{url}"\n')
    return folder


def pip() -> list[str]:
    """The pip of an environment below target, which is kept."""
    home = TARGET / "dist-python"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
    return [str(python), "-m", "pip"]


def wheel(folder: Path, dist: Path) -> None:
    """The wheel of a stage, and its source distribution: the stage with what the wheel says of itself (PEP 643)."""
    before = set(dist.glob("*.whl"))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(TIME)}
    command = [*pip(), "wheel", "-q", "--disable-pip-version-check", "--no-deps", "--wheel-dir", str(dist), str(folder)]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in below(folder)}
    subprocess.run(command, env=environment, check=True)
    (made,) = set(dist.glob("*.whl")) - before
    name, version = made.name.split("-")[:2]
    with zipfile.ZipFile(made) as archive:
        files["PKG-INFO"] = archive.read(f"{name}-{version}.dist-info/METADATA")
    tarball(dist / f"{name}-{version}.tar.gz", f"{name}-{version}", files, set())


def wheels(lines: list[Line], dist: Path) -> None:
    """The wheel with the jars of all lines, and that with XGBoost's jar, the same for all of them."""
    licences = [ROOT / "LICENSE", ROOT / "NOTICE"]
    first = lines[0]
    jars = {f"espalier-spark-{'3.5' if line.spark.startswith('3.5.') else '4'}.jar": line.jar for line in lines}
    wheel(stage("espalier", [ROOT / "src/main/python", *licences], first.version, first.url, jars), dist)
    with zipfile.ZipFile(first.xgboost) as jar:
        version = jar.read("xgboost4j-version.properties").decode().strip().partition("version=")[2]
    sources = [ROOT / "src/main/xgboost", ROOT / "LICENSE"]
    wheel(stage("espalier-xgboost", sources, version, first.url, {"espalier-xgboost.jar": first.xgboost}), dist)
    shutil.rmtree(TARGET / "dist-stage")


def central(line: Line) -> None:
    """What Maven Central asks for, apart from signatures: a folder of a repository, with MD5 and SHA-1 of each file."""
    read = ElementTree.parse(line.pom)
    group, artifact, version = (read.findtext(f"{{*}}{name}") or "" for name in ("groupId", "artifactId", "version"))
    folder = DIST / "central" / group.replace(".", "/") / artifact / version
    folder.mkdir(parents=True)
    parts = {".pom": line.pom, ".jar": line.jar}
    parts.update({f"-{part}.jar": line.out / f"espalier-{part}.jar" for part in ("sources", "javadoc")})
    for ending, path in parts.items():
        if not path.exists():
            refuse(f"{path}: is not there; mvn -Prelease package makes it")
        to = folder / f"{artifact}-{version}{ending}"
        shutil.copyfile(path, to)
        for algorithm in ("md5", "sha1"):
            to.with_name(f"{to.name}.{algorithm}").write_text(hashlib.new(algorithm, to.read_bytes()).hexdigest())


def main(words: list[str]) -> None:
    if words not in ([], ["wheels"]):
        refuse(f"{' '.join(words)}: is not known; nothing, or the word wheels")
    lines = [Line.of(out) for out in (TARGET, TARGET / "spark-3.5") if (out / "espalier.jar").exists()]
    if not lines or lines[0].out != TARGET:
        refuse(f"{TARGET / 'espalier.jar'}: is not there; mvn package makes it")
    check_together(lines)
    dist = TARGET / "wheels" if words else DIST
    if not words:
        for line in lines:
            check_published(line)
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    wheels(lines, dist)
    if not words:
        for line in lines:
            archive(line)
            if line.pom.exists():
                central(line)
        if (TARGET / "bom.json").exists():
            shutil.copyfile(TARGET / "bom.json", DIST / f"espalier-{lines[0].version}-bom.json")
    made = {path.name: path.read_bytes() for path in sorted(dist.iterdir()) if path.is_file()}
    (dist / "SHA512SUMS").write_text(sums("sha512", made))
    print("\n".join(str(dist / name) for name in made))


if __name__ == "__main__":
    main(sys.argv[1:])
