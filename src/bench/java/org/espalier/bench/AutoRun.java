package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Process of the command {@code auto} that has ended.
 *
 * @param seconds from its start to its end
 * @param summary of the study; missing without a model
 * @param failure reason why there is no model; empty with one
 */
record AutoRun(double seconds, JsonNode summary, String failure) {

  /** Score of the defaults in the reason of a study that completed no trial. */
  private static final Pattern OF_DEFAULTS = Pattern.compile("; held-out \\S+ ([0-9.,]+)");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs it.
   *
   * @param folder receives the study
   * @param portfolio value of the setting
   * @param seconds of the process
   */
  static AutoRun of(CutTable table, Path folder, String portfolio, int seconds)
      throws IOException, InterruptedException {
    FileUtils.deleteDirectory(folder.toFile()); // so that no earlier model counts
    LocalRun run =
        table.espalier(
            List.of(
                "auto",
                "--source=" + table.train(),
                "--label=" + table.label(),
                "--timeout=%ds".formatted(seconds),
                "--metric=" + table.metric().key(),
                "--output=" + folder,
                "--set=search.portfolio=" + portfolio),
            seconds);
    Files.write(
        folder.resolveSibling(folder.getFileName() + ".log"),
        run.lines().stream().map(LocalRun.Line::text).toList());
    Path study = folder.resolve("train"); // as the file of the rows
    if (!Files.exists(study.resolve("model")) || !Files.exists(study.resolve("summary.json"))) {
      String last = run.last(line -> !line.startsWith("cpu: ")).map(LocalRun.Line::text).orElse("");
      String failure = "NO MODEL, code %d: %s".formatted(run.code(), last);
      return new AutoRun(run.seconds(), MissingNode.getInstance(), failure);
    }
    return new AutoRun(run.seconds(), JSON.readTree(study.resolve("summary.json").toFile()), "");
  }

  /** Held-out score of the model that was saved: refined, the winner's own, or of the defaults. */
  OptionalDouble score() {
    Optional<JsonNode> score =
        Stream.of(
                summary.path("outOfFold").path("heldOut").path("model"),
                summary.path("winner").path("heldOut").path("score"))
            .filter(JsonNode::isNumber)
            .findFirst();
    Matcher ofDefaults = OF_DEFAULTS.matcher(summary.path("reason").asText());
    if (score.isEmpty() && ofDefaults.find()) {
      return OptionalDouble.of(Double.parseDouble(ofDefaults.group(1).replace(",", "")));
    }
    return score.map(JsonNode::asDouble).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  /** For the terminal. */
  String text() {
    return failure.isEmpty()
        ? "trials %s, winner %s, %s"
            .formatted(
                summary.path("trials"),
                summary.path("winner").path("learner").asText("none"),
                summary.path("reason").asText())
        : failure;
  }

  /** Scores without and with each refinement of the model, by its name. */
  Map<String, String> gains() {
    JsonNode found = summary.path("outOfFold");
    Map<String, String> gains = new LinkedHashMap<>();
    gains.put("ensemble", gain(found.path("ensemble"), "single", "score"));
    gains.put("thresholds", gain(found.path("thresholds"), "before", "after"));
    gains.put("calibration, log loss", gain(found.path("calibration"), "before", "after"));
    JsonNode heldOut = found.path("heldOut");
    gains.put(
        "all that was kept",
        heldOut.isObject() ? "held-out " + change(heldOut, "winner", "model") : "none");
    if (found.path("leftOut").size() > 0) {
      gains.put("left out", found.path("leftOut").toString());
    }
    return gains;
  }

  private static String gain(JsonNode choice, String without, String with) {
    return choice.isObject()
        ? "cross-fitted %s, %s"
            .formatted(
                change(choice, without, with),
                choice.path("kept").asBoolean() ? "kept" : "not kept")
        : "none";
  }

  private static String change(JsonNode scores, String without, String with) {
    double before = scores.path(without).asDouble();
    double after = scores.path(with).asDouble();
    return String.format(Locale.ROOT, "%.6g to %.6g (%+.3g)", before, after, after - before);
  }
}
