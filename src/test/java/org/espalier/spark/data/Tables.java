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
