package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Studies under deadlines of 20 to 90 seconds, each in a process of its own: none may end more than
 * two seconds late, and each leaves a model if its defaults were fitted within half of its time;
 * otherwise a model, or exit code 3 and a line that says how much time the table needs.
 */
final class DeadlinesProtocol {

  private static final int LATE_SECONDS = 2;
  private static final int HANGS_SECONDS = 300;

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /**
   * A study that ended.
   *
   * @param fitted seconds after which its defaults were fitted; empty if they were not
   * @param decided trials that ended, held-out score of the winner, and the baseline's
   * @param said its last line on standard error or output
   */
  private record Ended(
      double seconds,
      int code,
      boolean model,
      Optional<Double> fitted,
      String decided,
      String said) {

    Optional<String> wrong(int deadline) {
      if (seconds > deadline + LATE_SECONDS) {
        return Optional.of("TOO LATE");
      }
      if (fitted.filter(after -> after <= deadline / 2.0).isPresent() && !model) {
        return Optional.of("NO MODEL");
      }
      boolean told = code == 3 && said.matches(".*budget\\.timeout: .*; at least \\d+ s");
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
          "%-16s deadline %2d s, wall %5.1f s, over by %5.1f s, exit %d, model %s%s%n    %s%n    %s%n",
          study,
          deadline,
          ended.seconds(),
          ended.seconds() - deadline,
          ended.code(),
          ended.model() ? "yes" : "no",
          objection.map(text -> ", " + text).orElse(""),
          ended.decided(),
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
    Optional<GeneratedTable> made = GeneratedTable.of(study);
    return made.isPresent() ? made.get().study(scratch) : Path.of("conf", study + ".conf");
  }

  private Ended ended(Path file, String study, int deadline)
      throws IOException, InterruptedException {
    Path output = Files.createTempDirectory(scratch, study);
    LocalRun run =
        LocalRun.of(
            List.of(
                "tune",
                file.toString(),
                "--set",
                "budget.timeout=" + deadline + " s",
                "--output",
                output.toString()),
            environment -> {},
            Duration.ofSeconds(deadline + HANGS_SECONDS));
    Optional<Double> fitted =
        run.first(line -> line.startsWith("pre-flight: ") && line.contains(" fitted"))
            .map(LocalRun.Line::seconds);
    Path left = output.resolve(study.replace('_', '-'));
    boolean model = Files.isDirectory(left.resolve("model"));
    String said =
        run.first(line -> line.contains("budget.timeout: "))
            .or(() -> run.last(line -> line.startsWith("study ")))
            .map(LocalRun.Line::text)
            .orElse("");
    return new Ended(run.seconds(), run.code(), model, fitted, decided(left), said);
  }

  /**
   * @param left folder of the study
   */
  private static String decided(Path left) throws IOException {
    Path file = left.resolve("summary.json");
    if (!Files.exists(file)) {
      return "no summary";
    }
    JsonNode summary = JSON.readTree(file.toFile());
    return "trials %s, held-out %s, baseline %s"
        .formatted(
            summary.path("trials"),
            summary.path("winner").path("heldOut").path("score"),
            summary.path("baseline").path("heldOut").path("score"));
  }
}
