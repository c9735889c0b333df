"""Docstring of ``tune``, filled from the table of settings; imports no PySpark, as src/main/dist/stubs.py uses it."""

from __future__ import annotations

from typing import Collection, Mapping, Sequence

# Form of a line: of a setting that is an argument, and of one in the dict of further settings.
_FORMS = {"arguments": "    :param {}: {}", "settings": "        - ``{}``: {}"}


def filled(docstring: str, arguments: Collection[str], settings: Mapping[str, Sequence[object]]) -> str:
    """A docstring with a line for each setting in place of ``{arguments}`` and ``{settings}``.

    :param arguments: names of the arguments of the function
    :param settings: rows of the table by name; the fourth field is the sentence
    """
    lines: dict[str, list[str]] = {place: [] for place in _FORMS}
    for name, row in settings.items():
        place = "arguments" if name in arguments else "settings"
        lines[place].append(_FORMS[place].format(name, row[3]))
    return docstring.format(**{place: "\n".join(lines[place]) for place in _FORMS})
