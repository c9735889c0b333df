"""Draws the regret of samplers, from the table under "Samplers" of measured.md, as samplers.svg.

Run in the project's folder: python3 src/bench/python/samplers.py. It needs Python alone and measures nothing. The
rows are those with one proposal under way, the worst first; a small mark is the regret after 50 trials, a large one
after 100.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PAGE = Path("src/site/markdown/measured.md")
DRAWING = Path("src/site/resources/images/samplers.svg")

WIDTH, LEFT, RIGHT, TOP, STEP, BOTTOM = 720, 130, 20, 44, 26, 60
OURS, THEIRS, INK, RULE = "#1f6feb", "#bc4c00", "#24292f", "#d0d7de"


class Row(NamedTuple):
    """A sampler, and its mean log10 regret after 50 and after 100 trials."""

    sampler: str
    half: float
    all: float


def rows(page: str) -> list[Row]:
    """Rows of the table with one proposal under way, the worst first."""
    section = page.split("\n## Samplers\n", 1)[1].split("\n## ", 1)[0]
    header = "| sampler | proposals under way | seeds | after 50 | after 100 |\n"
    table = section.split(header, 1)[1].split("\n\n", 1)[0]
    found = []
    for line in table.splitlines()[1:]:
        sampler, under_way, _, half, whole = [cell.strip() for cell in line.strip("|").split("|")]
        if under_way == "1":
            found.append(Row(sampler.strip("`"), float(half.split()[0]), float(whole.split()[0])))
    return sorted(found, key=lambda row: -row.all)


def svg(found: list[Row]) -> str:
    """The drawing: a line for each sampler, regret to the right."""
    first = int(min(row.all for row in found)) - 1
    height = TOP + STEP * len(found) + BOTTOM
    floor = height - BOTTOM + 4

    def x(regret: float) -> float:
        return LEFT + (regret - first) / -first * (WIDTH - LEFT - RIGHT)

    def text(at: float, y: float, anchor: str, words: str, colour: str = INK) -> str:
        return f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<title>Mean log10 regret of samplers after 50 and 100 trials</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(LEFT, 18, "start", "Mean log10 regret; the further left, the better"),
    ]
    for mark in range(first, 1):
        lines.append(f'<line x1="{x(mark):.1f}" y1="{TOP - 14}" x2="{x(mark):.1f}" y2="{floor}" stroke="{RULE}"/>')
        lines.append(text(x(mark), floor + 16, "middle", str(mark)))
    for i, row in enumerate(found):
        y = TOP + STEP * i
        colour = THEIRS if row.sampler.startswith("Optuna") else OURS
        lines.append(text(LEFT - 10, y + 4, "end", row.sampler))
        lines.append(f'<line x1="{x(row.half):.1f}" y1="{y}" x2="{x(row.all):.1f}" y2="{y}" stroke="{colour}"/>')
        lines.append(f'<circle cx="{x(row.half):.1f}" cy="{y}" r="3" stroke="{colour}" fill="#ffffff"/>')
        lines.append(f'<circle cx="{x(row.all):.1f}" cy="{y}" r="5" stroke="{colour}" fill="{colour}"/>')
    lines.append(text(LEFT, floor + 36, "start", "small mark: after 50 trials; large mark: after 100 trials"))
    lines.append(text(LEFT, floor + 52, "start", "Espalier", OURS))
    lines.append(text(LEFT + 70, floor + 52, "start", "Optuna", THEIRS))
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    DRAWING.write_text(svg(rows(PAGE.read_text())))
