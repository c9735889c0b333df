package org.espalier.spark.data.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small public tables inside the jar, which the driver reads. */
public final class EmbeddedTables {

  /** Prefix of a source that names an embedded table. */
  static final String PREFIX = "embedded:";

  public static final List<String> NAMES =
      List.of("digits", "breast-cancer", "wine", "iris", "diabetes");

  private static final String FOLDER = "/org/espalier/spark/data/";

  private EmbeddedTables() {}

  /** Returns true for a source that names an embedded table. */
  public static boolean isOne(String source) {
    return source.startsWith(PREFIX);
  }

  /**
   * Returns the lines of a table, header first.
   *
   * @throws IllegalStateException if there is no such table
   */
  public static List<String> lines(String name) {
    String resource = FOLDER + name + ".csv.gz";
    try (InputStream bytes = EmbeddedTables.class.getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new IllegalStateException("The jar lacks its own resource " + resource);
      }
      return new BufferedReader(
              new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The jar's resource %s is damaged".formatted(resource), e);
    }
  }

  /**
   * Returns the schema that Spark would infer. All columns are numbers, and the first row shows
   * which are whole.
   */
  static StructType schema(List<String> lines) {
    String[] names = lines.get(0).split(",", -1);
    String[] first = lines.get(1).split(",", -1);
    StructType schema = new StructType();
    for (int i = 0; i < names.length; i++) {
      boolean fraction = first[i].contains(".");
      schema = schema.add(names[i], fraction ? DataTypes.DoubleType : DataTypes.IntegerType);
    }
    return schema;
  }
}
