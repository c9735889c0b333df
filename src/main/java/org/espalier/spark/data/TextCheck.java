package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/** Check of a text file for signs that it was not read as it was written. */
record TextCheck(Dataset<Row> table, Problems problems) {

  /** What decoders put where bytes are no character. */
  private static final String REPLACEMENT = "\uFFFD";

  private static final Pattern DELIMITERS = Pattern.compile("[;\t|,]");

  /** Of a line that is quoted. */
  private static final int SHOWN = 40;

  /**
   * @return whether all is well
   * @throws org.espalier.plan.InvalidStudyException if not
   */
  boolean run() {
    boolean csv = Arrays.asList(table.columns()).contains(Source.CORRUPT);
    if (csv) {
      twoBytes();
      delimiter();
      lines();
    }
    if (Arrays.asList(table.columns()).contains("_corrupt_record")) {
      long odd = table.where(col("_corrupt_record").isNotNull()).count();
      problems.add(
          "data.source",
          "%s no JSON object in one line"
              .formatted(Preparation.rows(odd) + (odd == 1 ? " is" : " are")),
          "an object in every line, or options { multiLine = true }");
    }
    characters();
    problems.throwIfAny();
    return true;
  }

  /** A header of UTF-16, read as bytes of UTF-8, has an empty character beside each letter. */
  private void twoBytes() {
    if (Arrays.stream(table.columns()).anyMatch(name -> name.indexOf(0) >= 0)) {
      problems.add(
          "data.options.encoding",
          "the header has empty characters, as a text of two bytes a letter read as UTF-8 has",
          "options { encoding = UTF-16, multiLine = true }");
      problems.throwIfAny();
    }
  }

  private void delimiter() {
    List<String> names = new ArrayList<>(List.of(table.columns()));
    names.removeIf(name -> name.startsWith(ReservedColumns.RESERVED));
    Matcher other = DELIMITERS.matcher(names.size() == 1 ? names.get(0) : "");
    if (other.find()) {
      problems.add(
          "data.options.sep",
          "the table has one column, '%s'".formatted(names.get(0)),
          "options { sep = \"%s\" }".formatted(other.group().replace("\t", "\\t")));
      problems.throwIfAny();
    }
  }

  private void lines() {
    Row odd = table.select(count(col(Source.CORRUPT)), first(col(Source.CORRUPT), true)).first();
    if (odd.getLong(0) > 0) {
      String line = odd.getString(1);
      String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
      problems.add(
          "data.source",
          "%s not fit the header, the first of them '%s'"
              .formatted(
                  odd.getLong(0) == 1 ? "1 row does" : Preparation.rows(odd.getLong(0)) + " do",
                  shown),
          line.contains("\"")
              ? "options { multiLine = true, escape = \"\\\"\" } where quoted values hold line"
                  + " breaks or doubled quotes"
              : "as many values as the header has names, or options { mode = DROPMALFORMED }");
    }
  }

  private void characters() {
    List<String> texts =
        Arrays.stream(table.schema().fields())
            .filter(field -> field.dataType() instanceof StringType)
            .map(StructField::name)
            .filter(name -> !name.equals(Source.CORRUPT))
            .toList();
    if (texts.isEmpty()) {
      return;
    }
    List<Column> odd =
        texts.stream()
            .map(name -> count(when(ReservedColumns.column(name).contains(REPLACEMENT), lit(1))))
            .toList();
    List<Object> counts = ColumnSums.of(table, odd);
    for (int i = 0; i < texts.size(); i++) {
      long rows = (Long) counts.get(i);
      if (rows > 0) {
        problems.add(
            "data.options.encoding",
            "column '%s' has bytes that are no UTF-8 in %s"
                .formatted(texts.get(i), Preparation.rows(rows)),
            "the file's encoding, for example options { encoding = ISO-8859-1 }");
      }
    }
  }
}
