package org.espalier.spark.data.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Tables inside the jar: small, public, read on the driver. */
public final class EmbeddedTables {

  /** What a source starts with that names one. */
  static final String PREFIX = "embedded:";

  public static final List<String> NAMES =
      List.of("digits", "breast-cancer", "wine", "iris", "diabetes");

  private static final String FOLDER = "/org/espalier/spark/data/";

  private EmbeddedTables() {}

  /** The lines of a table that is there, header first. */
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
}
