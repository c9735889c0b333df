package org.espalier.spark.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;

/** Small tables as CSV. */
public final class Tables {

  private Tables() {}

  /** One file. */
  public static Path file(Path folder, String name, String... lines) {
    try {
      return Files.write(folder.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of so many files, over which lines are dealt in an order of the seed's. */
  static Path shuffled(Path folder, String header, List<String> lines, int files, long seed) {
    List<String> order = new ArrayList<>(lines);
    Collections.shuffle(order, new Random(seed));
    try {
      Files.createDirectories(folder);
      for (int file = 0; file < files; file++) {
        List<String> part = new ArrayList<>(List.of(header));
        for (int line = file; line < order.size(); line += files) {
          part.add(order.get(line));
        }
        Files.write(folder.resolve("part-" + file + ".csv"), part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** Values of the column id in each part of a table, by one query. */
  static List<Set<Integer>> ids(List<? extends Dataset<?>> parts) {
    List<Set<Integer>> ids = new ArrayList<>();
    parts.forEach(part -> ids.add(new TreeSet<>()));
    IntStream.range(0, parts.size())
        .mapToObj(part -> parts.get(part).selectExpr("id", part + " AS part"))
        .reduce(Dataset::union)
        .ifPresent(
            all -> all.collectAsList().forEach(row -> ids.get(row.getInt(1)).add(row.getInt(0))));
    return ids;
  }

  static final String HEADER = "number,text,flag,label";

  /**
   * Rows of {@link #HEADER}: three classes of 50, 30 and 20 in 100, every tenth row a duplicate.
   */
  static List<String> rows(int count) {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i % 10 == 9) {
        lines.add(lines.get(i - 5));
        continue;
      }
      int percent = random.nextInt(100);
      String label = percent < 50 ? "a" : percent < 80 ? "b" : "c";
      lines.add(
          String.format(
              Locale.ROOT,
              "%.6f,%s,%b,%s",
              random.nextGaussian(),
              "word" + random.nextInt(20),
              random.nextBoolean(),
              label));
    }
    return lines;
  }
}
