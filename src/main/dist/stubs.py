"""Program that makes the stubs of the Python package: espalier/tuning.pyi and espalier/functions.pyi.

    python3 src/main/dist/stubs.py [check]

A stub has the public members of its module as a type checker and an editor show them. Where the module has **kwargs or
a dict, the stub has a keyword for each setting, with its type from the generated tables params.py and table.py. With
the word "check" it writes nothing and fails if a stub is not current. It imports no PySpark.
"""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path
from typing import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "main/python/espalier"
WRITE = "python3 src/main/dist/stubs.py"
HEAD = '"""Generated from {} and the table of settings; written anew by: {}"""\n\n'

SETTINGS = runpy.run_path(str(PACKAGE / "table.py"))["SETTINGS"]
FILLED = runpy.run_path(str(PACKAGE / "docs.py"))["filled"]

# Further settings of tune, which have more than a single value.
LISTS = {
    "start_points": "Sequence[Mapping[str, Any]]",
    "then": "Sequence[Mapping[str, Any]]",
    "simplicity": "Sequence[str]",
}


def parsed(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def optional(annotation: str) -> ast.expr:
    return expression(f"{annotation} | None")


NONE = ast.Constant(None)


def tuner_keywords() -> list[tuple[str, str]]:
    """Params of the tuners that are not Spark's, with the types that their setters take."""
    setters = {
        member.name: ast.unparse(member.args.args[1].annotation)
        for node in parsed("params").body
        if isinstance(node, ast.ClassDef)
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name.startswith("set")
    }
    own = [("estimators", "Sequence[Estimator[Any]]"), ("heldOutSource", "DataFrame")]
    return own + [(name[3].lower() + name[4:], annotation) for name, annotation in setters.items()]


def add_keywords(function: ast.FunctionDef, keywords: list[tuple[str, ast.expr]]) -> None:
    """Puts optional keywords in place of **kwargs."""
    function.args.kwarg = None
    for name, annotation in keywords:
        function.args.kwonlyargs.append(ast.arg(name, annotation))
        function.args.kw_defaults.append(NONE)


def type_settings(function: ast.FunctionDef) -> None:
    """Gives the arguments of tune the types of their settings."""
    for argument in function.args.kwonlyargs:
        if argument.arg in SETTINGS and argument.arg not in ("journal", "output"):
            argument.annotation = optional(SETTINGS[argument.arg][4])
        elif argument.arg == "settings":
            argument.annotation = optional("TuneSettings")


def tune_settings(tune: ast.FunctionDef) -> ast.ClassDef:
    """TypedDict of the further settings of tune."""
    arguments = {argument.arg for argument in tune.args.kwonlyargs}
    further = {name: row[4] for name, row in SETTINGS.items() if name not in arguments}
    lines = [f"    {name}: {annotation}" for name, annotation in {**LISTS, **further}.items()]
    text = 'class TuneSettings(TypedDict, total=False):\n    """Further settings of ``tune``, by name."""\n'
    (made,) = ast.parse(text + "\n".join(lines)).body
    assert isinstance(made, ast.ClassDef)
    return made


def is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, with those under TYPE_CHECKING in their place."""
    for node in body:
        if is_type_checking(node):
            yield from node.body
        else:
            yield node


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def of_function(function: ast.FunctionDef) -> ast.FunctionDef:
    """A function without its body, but with its docstring; of its decorators those that a type checker knows."""
    known = ("property", "classmethod", "staticmethod", "overload")
    function.decorator_list = [one for one in function.decorator_list if ast.unparse(one) in known]
    function.body = [one for one in function.body[:1] if is_docstring(one)] or [ast.Expr(ast.Constant(...))]
    first = function.args.args[:1]
    if first and first[0].arg == "self" and first[0].annotation and ast.unparse(first[0].annotation) == "Any":
        first[0].annotation = None
    return function


def of_class(found: ast.ClassDef) -> ast.ClassDef:
    body: list[ast.stmt] = []
    functions = [one for one in flat(found.body) if isinstance(one, ast.FunctionDef)]
    overloaded = {one.name for one in functions if "overload" in map(ast.unparse, one.decorator_list)}
    for node in flat(found.body):
        if is_docstring(node) or (isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_")):
            if isinstance(node, ast.AnnAssign) and not any(ast.unparse(base) == "NamedTuple" for base in found.bases):
                node.value = None
            body.append(node)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Param("):
            body.append(ast.parse(f"{ast.unparse(node.targets[0])}: Param[Any]").body[0])
        elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            if node.name not in overloaded or "overload" in map(ast.unparse, node.decorator_list):
                body.append(of_function(node))
    if body and is_docstring(body[0]):
        text = (ast.get_docstring(found) or "").replace("\n", "\n    ").replace("    \n", "\n")
        body[0] = ast.Expr(ast.Constant(text + "\n    " if "\n" in text else text))
    found.body = body or [ast.Expr(ast.Constant(...))]
    found.decorator_list = []
    return found


def is_type_variable(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("TypeVar(")


def stub(module: str) -> str:
    """Text of the stub of a module."""
    imports: list[ast.stmt] = []
    members: list[ast.stmt] = []
    tree = parsed(module)
    bases = {ast.unparse(base) for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases}
    for node in flat(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(node)
        elif is_type_variable(node):
            members.append(node)
        elif isinstance(node, ast.ClassDef) and (not node.name.startswith("_") or node.name in bases):
            members.append(of_class(node))
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            members.append(of_function(node))
    if module == "tuning":
        keywords = [(name, optional(annotation)) for name, annotation in tuner_keywords()]
        for node in members:
            for member in node.body if isinstance(node, ast.ClassDef) and node.name in ("Tuner", "SplitTuner") else []:
                if isinstance(member, ast.FunctionDef) and member.name in ("__init__", "setParams"):
                    add_keywords(member, keywords)
        imports.append(ast.parse("from typing import Literal").body[0])
    if module == "functions":
        functions = {node.name: node for node in members if isinstance(node, ast.FunctionDef)}
        tune = functions["tune"]
        type_settings(tune)
        names = [argument.arg for argument in (*tune.args.args, *tune.args.kwonlyargs)]
        docstring = ast.get_docstring(tune, clean=False) or ""
        tune.body = [ast.Expr(ast.Constant(FILLED(docstring, names, SETTINGS)))]
        functions["plan"].args.kwonlyargs = tune.args.kwonlyargs
        functions["plan"].args.kw_defaults = tune.args.kw_defaults
        functions["plan"].args.kwarg = None
        members.insert(0, tune_settings(tune))
        imports.append(ast.parse("from typing import Literal, Sequence, TypedDict").body[0])
    body = "\n\n".join(ast.unparse(ast.fix_missing_locations(node)) for node in members)
    return HEAD.format(f"{module}.py", WRITE) + "\n".join(used(imports, members)) + "\n\n" + body + "\n"


def names_in(nodes: list[ast.stmt]) -> set[str]:
    """Names that statements refer to, also in annotations that are texts."""
    found = [node for one in nodes for node in ast.walk(one)]
    texts = [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {node.id for node in found if isinstance(node, ast.Name)} | {text for text in texts if text.isidentifier()}


def used(imports: list[ast.stmt], nodes: list[ast.stmt]) -> Iterator[str]:
    """Imports of the names that statements refer to."""
    known = names_in(nodes)
    found: dict[str, set[str]] = {}
    for node in imports:
        if isinstance(node, ast.Import):
            yield from (f"import {name.name}" for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            names = {ast.unparse(name) for name in node.names if (name.asname or name.name) in known}
            found.setdefault(node.module or "", set()).update(names)
    for module, names in sorted(found.items()):
        if names:
            yield f"from {module} import {', '.join(sorted(names))}"


def main(words: list[str]) -> None:
    if words not in ([], ["check"]):
        sys.exit(f"stubs.py: {' '.join(words)}: is not known; nothing, or the word check")
    for module in ("tuning", "functions"):
        path = PACKAGE / f"{module}.pyi"
        text = stub(module)
        if not words:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"stubs.py: {path}: is not current; {WRITE} writes it")


if __name__ == "__main__":
    main(sys.argv[1:])
