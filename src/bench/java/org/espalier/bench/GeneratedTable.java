package org.espalier.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Tables that are made for a study and always the same; the label is the last column. */
enum GeneratedTable {
  /** 800 rows of 3,000 numbers. */
  WIDE {
    @Override
    void write(PrintWriter out) {
      numbers(out, 800, 3_000);
    }
  },

  /** 20,000 rows of 900 columns of zeros and ones in 9 classes. */
  ONEHOT {
    @Override
    void write(PrintWriter out) {
      numbers(out, 20_000, 900);
    }
  },

  /** 1,000,000 rows of 20 numbers of which 7 tell a label of two classes, beside noise. */
  MILLION {
    @Override
    void write(PrintWriter out) {
      million(out);
    }
  },

  /** 10,000 rows of 40 numbers, 13 columns of categories, a text and a label of two classes. */
  LOANS {
    @Override
    void write(PrintWriter out) {
      loans(out);
    }
  };

  private static final long SEED = 42;

  private static final String STUDY =
      """
      study = %1$s
      data { source = "%2$s", label = label }
      learners = [ { type = random-forest }, { type = logistic-regression } ]
      folds = 5
      """;

  private static final int MANY_ROWS = 1_000_000;
  private static final int FEW_NUMBERS = 20;
  private static final int LOANS_ROWS = 10_000;
  private static final int AMOUNTS = 10; // of the numbers, the last ones
  private static final int NUMBERS = 40;
  private static final int CATEGORIES = 13;
  private static final int FEWEST_VALUES = 3;
  private static final int MORE_VALUES = 10;
  private static final int FEWEST_WORDS = 8;
  private static final int MORE_WORDS = 9;
  private static final int VOCABULARY = 2_000;
  private static final int TELLING = 100; // words of the vocabulary that raise the label's odds

  /** The table of a name; empty if it is none of these. */
  static Optional<GeneratedTable> of(String name) {
    return Stream.of(values()).filter(table -> table.key().equals(name)).findFirst();
  }

  /** Name of its study. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes it below a folder as CSV, unless it is there. */
  Path table(Path folder) throws IOException {
    Path table = folder.resolve(key() + ".csv");
    if (!Files.exists(table)) {
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(table))) {
        write(out);
      }
    }
    return table;
  }

  /** Writes it and a study of two learners below a folder, unless they are there. */
  Path study(Path folder) throws IOException {
    Path file = folder.resolve(key() + ".conf");
    if (!Files.exists(file)) {
      Files.writeString(file, STUDY.formatted(key(), table(folder).toAbsolutePath()));
    }
    return file;
  }

  abstract void write(PrintWriter out);

  void numbers(PrintWriter out, int rows, int columns) {
    boolean wide = this == WIDE;
    SplittableRandom random = new SplittableRandom(SEED);
    for (int column = 0; column < columns; column++) {
      out.print("c" + column + ",");
    }
    out.println("label");
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        double value =
            wide ? random.nextInt(20_000) / 10_000.0 - 1 : random.nextInt(30) == 0 ? 1 : 0;
        sum += column < 10 ? value : 0;
        line.append(wide ? String.valueOf(value) : String.valueOf((int) value)).append(',');
      }
      double noisy = sum + random.nextDouble();
      out.println(line.append(wide ? (noisy > 0.5 ? 1 : 0) : (int) (noisy * 9) % 9));
    }
  }

  /** A linear term, a step, a product and a wave of numbers tell the label. */
  private static void million(PrintWriter out) {
    Random random = new Random(SEED);
    StringJoiner names = new StringJoiner(",");
    for (int column = 0; column < FEW_NUMBERS; column++) {
      names.add("x" + column);
    }
    out.println(names.add("label"));
    double[] x = new double[FEW_NUMBERS];
    for (int row = 0; row < MANY_ROWS; row++) {
      StringJoiner line = new StringJoiner(",");
      for (int column = 0; column < FEW_NUMBERS; column++) {
        x[column] = Math.round(1_000 * random.nextGaussian()) / 1_000.0;
        line.add(String.valueOf(x[column]));
      }
      double odds = x[0] - x[1] + (x[2] > 1 ? 2 : 0) + x[3] * x[4] + Math.sin(3 * x[5]) + x[6] / 2;
      out.println(line.add(odds + 1.5 * random.nextGaussian() > 0 ? "1" : "0"));
    }
  }

  /** Three numbers, a category and some words tell the label, beside noise. */
  private static void loans(PrintWriter out) {
    Random random = new Random(SEED);
    StringJoiner names = new StringJoiner(",");
    for (int column = 0; column < NUMBERS; column++) {
      names.add("n" + column);
    }
    for (int column = 0; column < CATEGORIES; column++) {
      names.add("k" + column);
    }
    out.println(names.add("remark").add("label"));
    for (int row = 0; row < LOANS_ROWS; row++) {
      StringJoiner line = new StringJoiner(",");
      double odds = random.nextGaussian() - 1;
      for (int column = 0; column < NUMBERS; column++) {
        double drawn = random.nextGaussian();
        odds += column < 2 ? drawn : column == 2 ? -drawn : 0;
        boolean amount = column >= NUMBERS - AMOUNTS;
        line.add(
            amount
                ? String.valueOf(Math.round(5_000 * Math.exp(drawn)))
                : String.valueOf(Math.round(10_000 * drawn) / 10_000.0));
      }
      for (int column = 0; column < CATEGORIES; column++) {
        int value = random.nextInt(FEWEST_VALUES + column % MORE_VALUES);
        odds += column == 0 && value == 0 ? 1 : 0;
        line.add(word(VOCABULARY + column * (FEWEST_VALUES + MORE_VALUES) + value));
      }
      StringJoiner text = new StringJoiner(" ");
      int telling = 0;
      for (int left = FEWEST_WORDS + random.nextInt(MORE_WORDS); left > 0; left--) {
        int drawn = random.nextInt(VOCABULARY);
        telling = drawn < TELLING ? 1 : telling;
        text.add(word(drawn));
      }
      line.add(text.toString());
      out.println(line.add(odds + telling > 0 ? "1" : "0"));
    }
  }

  /** A word of four letters, another one of each number below 10,000. */
  private static String word(int number) {
    return syllable(number / 100) + syllable(number % 100);
  }

  private static String syllable(int number) {
    return "" + "bcdfghjklmnpqrstvwxz".charAt(number / 5) + "aeiou".charAt(number % 5);
  }
}
