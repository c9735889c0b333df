package org.espalier.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files of generated rows that {@link GoldenStudiesTest} reads, the same in every run: {@code
 * {people,prices,more-prices}.csv}, {@code wide.libsvm} and {@code ratings.csv}.
 */
final class GoldenTables {

  private GoldenTables() {}

  static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("people.csv"), people(200));
    Files.writeString(folder.resolve("prices.csv"), prices(1, 160));
    Files.writeString(folder.resolve("more-prices.csv"), prices(2, 60));
    Files.writeString(folder.resolve("wide.libsvm"), wide(160, 800));
    Files.writeString(folder.resolve("ratings.csv"), ratings(24, 16));
  }

  /** Two classes by three numbers and two words, some of which are missing; with weights. */
  private static String people(int count) {
    Random random = new Random(11);
    String[] towns = {"Aarhus", "Bergen", "Cork"};
    StringBuilder lines = new StringBuilder("age,hours,gain,town,kind,importance,income\n");
    for (int i = 0; i < count; i++) {
      double age = 20 + 40 * random.nextDouble();
      double hours = 10 + 40 * random.nextDouble();
      int town = random.nextInt(3);
      double sum = age / 20 + hours / 25 + town / 2.0 + 1.5 * random.nextGaussian();
      lines.append(
          String.format(
              Locale.ROOT,
              "%.3f,%s,%.4f,%s,%s,%d,%s%n",
              age,
              random.nextInt(12) == 0 ? "" : String.format(Locale.ROOT, "%.2f", hours),
              random.nextDouble(),
              random.nextInt(15) == 0 ? "" : towns[town],
              random.nextBoolean() ? "a" : "b",
              1 + random.nextInt(3),
              sum > 4 ? "much" : "little"));
    }
    return lines.toString();
  }

  /** A number by three others, with a day, a team and a fold of each row. */
  private static String prices(int seed, int count) {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder("day,team,part,size,rooms,noise,price\n");
    for (int i = 0; i < count; i++) {
      double size = 1 + random.nextDouble();
      double rooms = 1 + random.nextInt(5);
      lines.append(
          String.format(
              Locale.ROOT,
              "2026-%02d-%02d,%d,%d,%.4f,%.1f,%.4f,%.4f%n",
              1 + i * 12 / count,
              1 + random.nextInt(28),
              random.nextInt(20),
              random.nextInt(3),
              size,
              rooms,
              random.nextGaussian(),
              3 * size * rooms + random.nextGaussian()));
    }
    return lines.toString();
  }

  /** Two classes by a few non-zeros of many columns. */
  private static String wide(int count, int columns) {
    Random random = new Random(5);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int[] indices = random.ints(1, columns + 1).distinct().limit(12).sorted().toArray();
      long low = IntStream.of(indices).filter(index -> index < columns / 2).count();
      String values =
          IntStream.of(indices)
              .mapToObj(
                  index -> String.format(Locale.ROOT, "%d:%.3f", index, 1 + random.nextDouble()))
              .collect(Collectors.joining(" "));
      lines.append(low + random.nextInt(3) > 7 ? 1 : 0).append(' ').append(values).append('\n');
    }
    return lines.toString();
  }

  private static String ratings(int users, int items) {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder("user,item,stars\n");
    for (int user = 0; user < users; user++) {
      for (int item = 0; item < items; item++) {
        if (random.nextInt(3) > 0) {
          double stars = 1 + (user % 5) * (item % 5) / 4.0 + 0.1 * random.nextGaussian();
          lines.append(String.format(Locale.ROOT, "%d,%d,%.2f%n", user, item, stars));
        }
      }
    }
    return lines.toString();
  }
}
