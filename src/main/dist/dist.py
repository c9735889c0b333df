"""Program that makes target/dist, what a release consists of, from the jars that Maven left below target.

    python3 src/main/dist/dist.py [wheels]

    espalier-VERSION-bin.tar.gz    one for each line of Spark whose jar is there: jars, submit, conf, docs, licences,
                                   checksums
    *.whl, *.tar.gz                wheels with the jars inside, and their source distributions
    central/                       jar, sources, Javadoc and POM with checksums, in the layout of a Maven repository
    espalier-VERSION-bom.json      bill of materials (CycloneDX)
    SHA512SUMS                     of all of these but central

With the word "wheels" it makes the wheels alone. The same jars give the same bytes. Python's venv fetches setuptools.
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
PLACEHOLDER = "https://example.org/"  # of release.url in pom.xml

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
        line = cls(
            out,
            fields["Implementation-Version"],
            fields["Espalier-Spark"],
            fields["Espalier-Scala"],
            fields["Implementation-URL"],
        )
        if not line.version.endswith("-SNAPSHOT") and line.url.startswith(PLACEHOLDER):
            refuse(f"pom.xml: release.url: {line.url} is a placeholder; the address of who publishes {line.version}")
        return line

    @property
    def jar(self) -> Path:
        return self.out / "espalier.jar"

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


def archive(line: Line) -> None:
    """The archive of a line, whose scripts need a Spark and no Maven."""
    files: dict[str, bytes] = {}
    executable: set[str] = set()
    folders = {"submit": "submit", "conf": "conf", "src/site/markdown": "docs", "src/site/resources": "docs"}
    for folder, at in folders.items():
        for path in below(ROOT / folder):
            name = f"{at}/{path.relative_to(ROOT / folder)}"
            if name not in NOT_IN_ARCHIVE:
                files[name] = path.read_bytes()
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


def wheel(folder: Path) -> None:
    """The wheel of a stage, and its source distribution: the stage with what the wheel says of itself (PEP 643)."""
    before = set(DIST.glob("*.whl"))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(TIME)}
    command = [*pip(), "wheel", "-q", "--disable-pip-version-check", "--no-deps", "--wheel-dir", str(DIST), str(folder)]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in below(folder)}
    subprocess.run(command, env=environment, check=True)
    (made,) = set(DIST.glob("*.whl")) - before
    name, version = made.name.split("-")[:2]
    with zipfile.ZipFile(made) as archive:
        files["PKG-INFO"] = archive.read(f"{name}-{version}.dist-info/METADATA")
    tarball(DIST / f"{name}-{version}.tar.gz", f"{name}-{version}", files, set())


def wheels(lines: list[Line]) -> None:
    """The wheel with the jars of all lines, and that with XGBoost's jar, the same for all of them."""
    licences = [ROOT / "LICENSE", ROOT / "NOTICE"]
    first = lines[0]
    jars = {f"espalier-spark-{'3.5' if line.spark.startswith('3.5.') else '4'}.jar": line.jar for line in lines}
    wheel(stage("espalier", [ROOT / "src/main/python", *licences], first.version, first.url, jars))
    with zipfile.ZipFile(first.xgboost) as jar:
        version = jar.read("xgboost4j-version.properties").decode().strip().partition("version=")[2]
    sources = [ROOT / "src/main/xgboost", ROOT / "LICENSE"]
    wheel(stage("espalier-xgboost", sources, version, first.url, {"espalier-xgboost.jar": first.xgboost}))
    shutil.rmtree(TARGET / "dist-stage")


def central(line: Line) -> None:
    """What Maven Central asks for, apart from signatures: a folder of a repository, with MD5 and SHA-1 of each file."""
    pom = line.out / ".flattened-pom.xml"
    read = ElementTree.parse(pom)
    group, artifact, version = (read.findtext(f"{{*}}{name}") or "" for name in ("groupId", "artifactId", "version"))
    folder = DIST / "central" / group.replace(".", "/") / artifact / version
    folder.mkdir(parents=True)
    parts = {".pom": pom, ".jar": line.jar}
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
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    wheels(lines)
    if not words:
        for line in lines:
            archive(line)
            if (line.out / ".flattened-pom.xml").exists():
                central(line)
        if (TARGET / "bom.json").exists():
            shutil.copyfile(TARGET / "bom.json", DIST / f"espalier-{lines[0].version}-bom.json")
    made = {path.name: path.read_bytes() for path in sorted(DIST.iterdir()) if path.is_file()}
    (DIST / "SHA512SUMS").write_text(sums("sha512", made))
    print("\n".join(str(DIST / name) for name in made))


if __name__ == "__main__":
    main(sys.argv[1:])
