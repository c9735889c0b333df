"""Runs the Python code of a page, its blocks from top to bottom: page.py PAGE.

A block that imports a package that is not installed is left out, and said so; the rest of its section may need it.
"""

import re
import sys
from pathlib import Path

page = Path(sys.argv[1]).read_text(encoding="utf-8")
names = {"__name__": "__main__"}
blocks = re.findall(r"^## ([^\n]+)$|^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
heading, missing, ran = "", "", 0
for title, code in blocks:
    if title:
        heading, missing = title, ""
        continue
    try:
        exec(compile(code, "%s (%s)" % (sys.argv[1], heading), "exec"), names)
        ran += 1
    except ModuleNotFoundError as error:
        missing = error.name
    except NameError:
        if not missing:
            raise
    print("%s: %s" % (heading or "start", "without " + missing if missing else "ran"), flush=True)
print("%d blocks ran" % ran)
