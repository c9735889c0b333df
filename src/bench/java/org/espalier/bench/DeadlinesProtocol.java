package org.espalier.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Studies under deadlines of 20 to 90 seconds, each in a process of its own: none may end more than
 * two seconds late, and each leaves a model if its defaults were fitted within half of its time;
 * otherwise a model, or exit code 3 and a line that says how much time the table needs.
 */
final class DeadlinesProtocol {

  private static final int LATE_SECONDS = 2;
  private static final int HANGS_SECONDS = 300;
  private static final long SEED = 42;

  /** A study of {@code conf/} or of a table that is made for it. */
  private record Deadline(String study, int seconds) {}

  private static final List<Deadline> CASES =
      List.of(
          new Deadline("wine", 20),
          new Deadline("breast-cancer", 20),
          new Deadline("digits", 20),
          new Deadline("digits", 60),
          new Deadline("adult", 20),
          new Deadline("adult", 30),
          new Deadline("adult", 60),
          new Deadline("bank_marketing", 30),
          new Deadline("diamonds", 30),
          new Deadline("diamonds", 60),
          new Deadline("housing", 30),
          new Deadline("skin", 45),
          new Deadline("sms-spam", 30),
          new Deadline("flights", 60),
          new Deadline("flights", 90),
          new Deadline("onehot", 30),
          new Deadline("onehot", 60),
          new Deadline("onehot", 90),
          new Deadline("wide", 30),
          new Deadline("wide", 60));

  private static final String STUDY =
      """
      study = %1$s
      data { source = "%2$s", label = label }
      learners = [ { type = random-forest }, { type = logistic-regression } ]
      folds = 5
      """;

  /**
   * A study that ended.
   *
   * @param fitted seconds after which its defaults were fitted; empty if they were not
   * @param said its last line on standard error or output
   */
  private record Ended(
      double seconds, int code, boolean model, Optional<Double> fitted, String said) {

    Optional<String> wrong(int deadline) {
      if (seconds > deadline + LATE_SECONDS) {
        return Optional.of("TOO LATE");
      }
      if (fitted.filter(after -> after <= deadline / 2.0).isPresent() && !model) {
        return Optional.of("NO MODEL");
      }
      boolean told = code == 3 && said.matches(".*budget\\.time: .*; at least \\d+ s");
      return model || told ? Optional.empty() : Optional.of("NEITHER MODEL NOR TIME NEEDED");
    }
  }

  private final Path scratch;

  DeadlinesProtocol(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * @param most so many of the deadlines
   * @throws IllegalStateException if one was not kept
   */
  String run(int most) throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    List<Deadline> cases = CASES.subList(0, Math.min(most, CASES.size()));
    for (Deadline each : cases) {
      String study = each.study();
      int deadline = each.seconds();
      Ended ended = ended(file(study), study, deadline);
      Optional<String> objection = ended.wrong(deadline);
      objection.ifPresent(text -> wrong.add("%s %d s: %s".formatted(study, deadline, text)));
      System.err.printf(
          "%-16s deadline %2d s, wall %5.1f s, over by %5.1f s, exit %d, model %s%s%n    %s%n",
          study,
          deadline,
          ended.seconds(),
          ended.seconds() - deadline,
          ended.code(),
          ended.model() ? "yes" : "no",
          objection.map(text -> ", " + text).orElse(""),
          ended.said());
    }
    String kept =
        String.format(
            Locale.ROOT,
            "deadlines: %d of %d kept (target: all, none over by more than %d s)%n",
            cases.size() - wrong.size(),
            cases.size(),
            LATE_SECONDS);
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(kept + String.join("; ", wrong));
    }
    return kept;
  }

  private Path file(String study) throws IOException {
    Path own = Path.of("conf", study + ".conf");
    if (Files.exists(own)) {
      return own;
    }
    Path file = scratch.resolve(study + ".conf");
    if (!Files.exists(file)) {
      Path table = scratch.resolve(study + ".csv");
      write(table, study.equals("wide"));
      Files.writeString(file, STUDY.formatted(study, table.toAbsolutePath()));
    }
    return file;
  }

  /** 800 rows of 3,000 numbers, or 20,000 rows of 900 columns of zeros and ones in 9 classes. */
  private static void write(Path table, boolean wide) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int columns = wide ? 3_000 : 900;
    int rows = wide ? 800 : 20_000;
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(table))) {
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
  }

  private Ended ended(Path file, String study, int deadline)
      throws IOException, InterruptedException {
    Path output = Files.createTempDirectory(scratch, study);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of("submit", "local.sh").toString(),
            "tune",
            file.toString(),
            "--set",
            "budget.time=" + deadline + " s",
            "--output",
            output.toString());
    builder.redirectInput(new File("/dev/null")).redirectErrorStream(true);
    long began = System.nanoTime();
    Process process = builder.start();
    List<String> lines = new ArrayList<>();
    List<Double> fitted = new ArrayList<>();
    Thread reader = new Thread(() -> read(process, began, lines, fitted));
    reader.start();
    if (!process.waitFor(deadline + HANGS_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    reader.join();
    boolean model = Files.isDirectory(output.resolve(study.replace('_', '-')).resolve("model"));
    String said =
        lines.stream()
            .filter(line -> line.contains("budget.time: "))
            .findFirst()
            .or(() -> lines.stream().filter(line -> line.startsWith("study ")).reduce((a, b) -> b))
            .orElse("");
    return new Ended(seconds, process.exitValue(), model, fitted.stream().findFirst(), said);
  }

  private static void read(Process process, long began, List<String> lines, List<Double> fitted) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.startsWith("pre-flight: ") && line.contains(" fitted on ")) {
          fitted.add((System.nanoTime() - began) / 1e9);
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }
}
