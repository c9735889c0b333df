package org.espalier.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Numbers that another program computed: csv with a header, beside the script that made it. */
public final class GoldenTable {

  private GoldenTable() {}

  /** The rows of a resource beside a test. */
  public static List<double[]> rows(Class<?> test, String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }
}
