package org.espalier.spark.pipeline;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * Expression of Python, on one line if it fits, else with each of its items on a line.
 *
 * @param note comment above it; may be empty
 */
record PythonExpression(String note, String open, List<PythonExpression> items, String close) {

  /** Width of a line, as of Black; longer texts are not broken. */
  static final int WIDTH = 88;

  static PythonExpression of(String text) {
    return new PythonExpression("", text, List.of(), "");
  }

  PythonExpression named(String name) {
    return new PythonExpression(note, name + open, items, close);
  }

  String flat() {
    return open + items.stream().map(PythonExpression::flat).collect(joining(", ")) + close;
  }

  boolean isFlat() {
    return note.isEmpty() && items.stream().allMatch(PythonExpression::isFlat);
  }

  String lines(String indent) {
    String above = note.isEmpty() ? "" : indent + "# " + note + "\n";
    String line = indent + flat();
    boolean fits = line.length() < WIDTH && items.stream().allMatch(PythonExpression::isFlat);
    return above
        + (fits || items.isEmpty()
            ? line
            : items.stream()
                .map(item -> item.lines(indent + "    ") + ",\n")
                .collect(joining("", indent + open + "\n", indent + close)));
  }
}
