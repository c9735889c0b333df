package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Comma separated values with a header and without quotes. */
final class Csv {

  /** Fields by column. */
  record Row(List<String> columns, List<String> fields) {

    String text(String column) {
      int index = columns.indexOf(column);
      if (index < 0) {
        throw new IllegalArgumentException(
            "There is no column '%s' in %s.".formatted(column, columns));
      }
      return fields.get(index);
    }

    double number(String column) {
      return Double.parseDouble(text(column));
    }
  }

  private Csv() {}

  static List<Row> read(BufferedReader reader) throws IOException {
    List<String> columns = List.of(reader.readLine().split(",", -1));
    List<Row> rows = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      rows.add(new Row(columns, List.of(line.split(",", -1))));
    }
    return rows;
  }
}
