package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;

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
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.Source;

/** Check of a text file for signs of a wrong encoding, a wrong delimiter or broken lines. */
public record TextCheck(Dataset<Row> table, DataProblems problems) {

  /** Character that decoders substitute for invalid bytes. */
  private static final String REPLACEMENT = "\uFFFD";

  private static final Pattern DELIMITERS = Pattern.compile("[;\t|,]");

  /** Maximum number of characters of a line that a message shows. */
  private static final int SHOWN = 40;

  /**
   * Checks the texts of a table.
   *
   * @return true if there is no problem
   * @throws org.espalier.spec.InvalidStudyException if there is one
   */
  public boolean run() {
    boolean csv = Arrays.asList(table.columns()).contains(Source.CORRUPT);
    if (csv) {
      twoBytes();
      delimiter();
    }
    if (Arrays.asList(table.columns()).contains("_corrupt_record")) {
      long odd = table.where(col("_corrupt_record").isNotNull()).count();
      problems.add(
          "data.source",
          "%s no JSON object in one line"
              .formatted(CountedNoun.of(odd, "row") + (odd == 1 ? " is" : " are")),
          "write an object in every line, or set options { multiLine = true }");
    }
    List<String> texts = texts();
    List<Column> odd = new ArrayList<>();
    texts.forEach(name -> odd.add(ColumnNames.column(name).contains(REPLACEMENT)));
    if (csv) {
      odd.add(col(Source.CORRUPT).isNotNull());
    }
    long[] found = ColumnPass.totals(table, odd);
    if (csv && found[texts.size()] > 0) {
      lines(found[texts.size()]);
    }
    characters(texts, found);
    problems.throwIfAny();
    return true;
  }

  private List<String> texts() {
    return Arrays.stream(table.schema().fields())
        .filter(field -> field.dataType() instanceof StringType)
        .map(StructField::name)
        .filter(name -> !name.equals(Source.CORRUPT))
        .toList();
  }

  /**
   * Refuses a header of UTF-16 that was read as UTF-8: it has a null character next to each letter.
   */
  private void twoBytes() {
    if (Arrays.stream(table.columns()).anyMatch(name -> name.indexOf(0) >= 0)) {
      throw problems.fatal(
          "data.options.encoding",
          "the header has empty characters, as UTF-16 has when it is read as UTF-8",
          "set options { encoding = UTF-16, multiLine = true }");
    }
  }

  private void delimiter() {
    List<String> names = new ArrayList<>(List.of(table.columns()));
    names.removeIf(name -> name.startsWith(ReservedColumns.RESERVED));
    Matcher other = DELIMITERS.matcher(names.size() == 1 ? names.get(0) : "");
    if (other.find()) {
      throw problems.fatal(
          "data.options.sep",
          "the table has one column, '%s'".formatted(names.get(0)),
          "set options { sep = \"%s\" }".formatted(other.group().replace("\t", "\\t")));
    }
  }

  /**
   * Adds the problem of lines that do not fit the header.
   *
   * @param rows number of lines that do not fit; at least 1
   */
  private void lines(long rows) {
    Column corrupt = col(Source.CORRUPT);
    String line = table.where(corrupt.isNotNull()).select(corrupt).first().getString(0);
    String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    problems.add(
        "data.source",
        "%s not fit the header, the first of them '%s'"
            .formatted(rows == 1 ? "1 row does" : CountedNoun.of(rows, "row") + " do", shown),
        line.contains("\"")
            ? "set options { multiLine = true, escape = \"\\\"\" } where quoted values hold line"
                + " breaks or doubled quotes"
            : "give as many values as the header has names, or set options { mode = DROPMALFORMED }");
  }

  private void characters(List<String> texts, long[] counts) {
    for (int i = 0; i < texts.size(); i++) {
      problems.addIfAny(
          "data.options.encoding",
          texts.get(i),
          "has bytes that are not UTF-8",
          counts[i],
          "set the file's encoding, for example options { encoding = ISO-8859-1 }");
    }
  }
}
