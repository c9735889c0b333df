package org.espalier.spark.data.table;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.espalier.spark.ColumnNames;
import scala.Option;

/**
 * Tally of the types as which the values of text columns can be read.
 *
 * <p>A type is dropped at the first value that does not fit. A failed cast costs Spark an exception
 * with a message, and counting all failures would pay this in each row.
 */
final class TextTally implements ColumnPass.Tally<TextTally> {

  @Serial private static final long serialVersionUID = 1;

  /** Types that a text may have, the most specific first. */
  private static final List<DataType> CANDIDATES =
      List.of(
          DataTypes.LongType,
          DataTypes.DoubleType,
          DataTypes.BooleanType,
          DataTypes.DateType,
          DataTypes.TimestampType);

  private static final String ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  private final List<TypeParser> readers;
  private final List<Texts> declared = new ArrayList<>();
  private final List<Texts> usual = new ArrayList<>();

  private TextTally(
      int columns,
      List<TypeParser> readers,
      Collection<String> missing,
      Collection<String> common) {
    this.readers = readers;
    Set<UTF8String> ofDeclared = words(missing);
    Set<UTF8String> ofUsual = words(common);
    for (int i = 0; i < columns; i++) {
      declared.add(new Texts(ofDeclared));
      usual.add(new Texts(ofUsual));
    }
  }

  /**
   * Returns the tally of all rows, in one job.
   *
   * @param texts names of text columns
   * @param missing texts that the plan declares as missing values
   * @param common declared texts, and others that often mark a missing value
   */
  static TextTally of(
      Dataset<Row> table,
      List<String> texts,
      Collection<String> missing,
      Collection<String> common) {
    String zone = table.sparkSession().conf().get("spark.sql.session.timeZone");
    List<TypeParser> readers = CANDIDATES.stream().map(type -> TypeParser.of(type, zone)).toList();
    TextTally none = new TextTally(texts.size(), readers, missing, common);
    List<Column> columns = texts.stream().map(ColumnNames::column).toList();
    return texts.isEmpty() ? none : ColumnPass.over(table, columns, none);
  }

  private static Set<UTF8String> words(Collection<String> words) {
    Set<UTF8String> all = new HashSet<>();
    words.forEach(word -> all.add(UTF8String.fromString(word.strip())));
    return all;
  }

  /** Returns the texts of a column without those that the plan declares as missing. */
  Texts declared(int column) {
    return declared.get(column);
  }

  /** Returns the texts of a column without all that often mark a missing value. */
  Texts withoutMarkers(int column) {
    return usual.get(column);
  }

  @Override
  public void add(InternalRow row) {
    for (int i = 0; i < declared.size(); i++) {
      if (!row.isNullAt(i)) {
        UTF8String text = row.getUTF8String(i).trim();
        declared.get(i).add(text, readers);
        usual.get(i).add(text, readers);
      }
    }
  }

  @Override
  public void add(TextTally other) {
    for (int i = 0; i < declared.size(); i++) {
      declared.get(i).add(other.declared.get(i));
      usual.get(i).add(other.usual.get(i));
    }
  }

  /**
   * Parser of texts as one type, with the semantics of Spark's {@code try_cast}.
   *
   * @param pattern pattern of the texts that it accepts; empty for all
   */
  private record TypeParser(Cast cast, Pattern pattern) implements Serializable {

    static TypeParser of(DataType type, String zone) {
      BoundReference text = new BoundReference(0, DataTypes.StringType, /* nullable= */ true);
      // Spark also casts a single year or time of day to a timestamp; the pattern excludes these.
      String pattern =
          type.equals(DataTypes.DateType)
              ? ISO_DATE
              : type.equals(DataTypes.TimestampType) ? ISO_DATE + "([ T].+)?" : "";
      return new TypeParser(
          new Cast(text, type, Option.apply(zone), EvalMode.TRY()), Pattern.compile(pattern));
    }

    boolean reads(UTF8String text) {
      return (pattern.pattern().isEmpty() || pattern.matcher(text.toString()).matches())
          && cast.eval(new GenericInternalRow(new Object[] {text})) != null;
    }
  }

  /** Possible types of a column's texts, without the texts that mark a missing value. */
  static final class Texts implements Serializable {

    @Serial private static final long serialVersionUID = 1;

    private final Set<UTF8String> missing;
    private final Set<String> seen = new TreeSet<>(); // markers that occur in the column
    private final boolean[] other = new boolean[CANDIDATES.size()]; // true: a text does not fit
    private boolean present = false;

    private Texts(Set<UTF8String> missing) {
      this.missing = missing;
    }

    private void add(UTF8String text, List<TypeParser> readers) {
      if (missing.contains(text)) {
        seen.add(text.toString());
        return;
      }
      present = true;
      for (int i = 0; i < other.length; i++) {
        other[i] = other[i] || !readers.get(i).reads(text);
      }
    }

    private void add(Texts more) {
      seen.addAll(more.seen);
      present |= more.present;
      for (int i = 0; i < other.length; i++) {
        other[i] |= more.other[i];
      }
    }

    /**
     * Returns the most specific type of all texts that are not missing; text if no other type fits.
     */
    DataType type() {
      for (int i = 0; i < other.length && present; i++) {
        if (!other[i]) {
          return CANDIDATES.get(i);
        }
      }
      return DataTypes.StringType;
    }

    /** Returns true if some text marks a missing value. */
    boolean isSpelled() {
      return !seen.isEmpty();
    }

    /** Returns the texts of the column that mark a missing value, in order. */
    List<String> markers() {
      return List.copyOf(seen);
    }
  }
}
