package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.study.NestedStudies;
import org.espalier.job.study.PreparedStudy;
import org.espalier.journal.JournalStore;
import org.espalier.journal.NestedScores;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.data.StudyData;
import org.espalier.testing.SparkTest;
import org.espalier.tune.JournalRecorder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nested cross-validation of a study on a small table. */
final class NestedStudiesTest extends SparkTest {

  private static final int OUTER = 2;

  private static final String HEADER = "id,x,g,y";

  private static final String STUDY =
      """
      study = s
      data { source = "%s", label = y, key = [id] }
      learners = [
        { type = decision-tree, space { maxDepth = { from = 1, to = 8 } } }
        { type = logistic-regression, space { regParam = [0.01, 0.1, 1] } }
      ]
      metric = log-loss
      folds = 2
      search.trials = 4
      run { pre-flight = false, training = tasks }
      """;

  @TempDir private static Path folder;

  private static List<String> lines;

  private static CommandRun whole;

  private static Path table(String name, List<String> rows) throws IOException {
    return Files.write(
        folder.resolve(name), Stream.concat(Stream.of(HEADER), rows.stream()).toList());
  }

  private static CommandRun tune(String out, String... more) throws IOException {
    return CommandRun.tune(folder, STUDY.formatted(folder.resolve("all.csv")), out, more);
  }

  @BeforeAll
  static void a_study_that_nobody_ends() throws IOException {
    Random random = new Random(3);
    lines = new ArrayList<>();
    for (int id = 0; id < 120; id++) {
      double x = random.nextGaussian();
      boolean yes = x + random.nextGaussian() > 0.4;
      lines.add("%d,%s,g%d,%s".formatted(id, x, id / 6, yes ? "yes" : "no"));
    }
    table("all.csv", lines);
    whole = tune("whole", "--set", "nested=2");
    assertThat(whole.code()).as(whole.out() + whole.err()).isZero();
  }

  private static JsonNode nested(String out) throws IOException {
    JsonNode found =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve(out).resolve("s/summary.json")))
            .get("nested");
    found.get("folds").forEach(fold -> ((ObjectNode) fold).remove("taskSeconds"));
    return found;
  }

  private static Settings.Checked settings(String... sets) throws IOException {
    Path file =
        Files.writeString(folder.resolve("s.conf"), STUDY.formatted(folder.resolve("all.csv")));
    return new SettingsReader(Map.of(), Map.of())
        .check(file.toFile(), List.of(sets), PreparedStudy::catalogue);
  }

  /** Values of a column by part: the held-out rows of each outer fold, and then all its others. */
  private static List<List<Object>> parts(String column, String... sets) throws IOException {
    Settings.Checked checked = settings(sets);
    List<List<Object>> parts = new ArrayList<>();
    try (SourceTable table = SourceTable.read(spark(), checked.settings().plan())) {
      for (int fold = 0; fold < OUTER; fold++) {
        try (StudyData data =
            table.cutOuter(checked.settings().plan(), checked.space().tasks(), fold)) {
          parts.add(values(data.rows().heldOut().orElseThrow(), column));
          parts.add(values(data.rows().all(), column));
        }
      }
    }
    return parts;
  }

  private static List<Object> values(Dataset<Row> rows, String column) {
    return rows.select(column).collectAsList().stream().map(row -> row.get(0)).toList();
  }

  @Test
  void each_outer_score_is_that_of_the_study_with_this_fold_as_held_out_table() throws IOException {
    List<List<Object>> ids = parts("id", "nested=2");
    int fold = 1;
    Path scored = table("test.csv", rows(ids.get(2 * fold)));
    Path trained = table("train.csv", rows(ids.get(2 * fold + 1)));
    CommandRun byHand =
        CommandRun.tune(
            folder,
            STUDY.formatted(trained),
            "hand",
            "--set",
            "data.test={held-out-source=\"%s\"}".formatted(scored));
    assertThat(byHand.code()).as(byHand.err()).isZero();
    JsonNode winner =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("hand/s/summary.json")))
            .get("winner");
    JsonNode found = nested("whole").get("folds").get(fold).get("winner");
    assertThat(found.get("score").asDouble())
        .isEqualTo(winner.get("heldOut").get("score").asDouble());
    assertThat(found.get("crossValidated").asDouble())
        .isEqualTo(winner.get("crossValidated").get("mean").asDouble());
    assertThat(found.get("learner")).isEqualTo(winner.get("learner"));
    assertThat(found.get("configuration")).isEqualTo(winner.get("configuration"));
    disjoint(ids);
  }

  private static List<String> rows(List<Object> ids) {
    return ids.stream().map(id -> lines.get((Integer) id)).toList();
  }

  private static void disjoint(List<List<Object>> ids) {
    Set<Object> all = new TreeSet<>();
    for (int fold = 0; fold < OUTER; fold++) {
      List<Object> scored = ids.get(2 * fold);
      assertThat(scored).hasSizeBetween(47, 49).doesNotContainAnyElementsOf(ids.get(2 * fold + 1));
      assertThat(all).doesNotContainAnyElementsOf(scored);
      all.addAll(scored);
      assertThat(scored.stream().filter(id -> lines.get((Integer) id).endsWith("yes")).count())
          .as("stratified")
          .isBetween(yes(ids) / OUTER, yes(ids) / OUTER + 1);
    }
    assertThat(all).hasSize(96).containsAll(ids.get(1));
  }

  private static long yes(List<List<Object>> ids) {
    return Stream.concat(ids.get(0).stream(), ids.get(1).stream())
        .filter(id -> lines.get((Integer) id).endsWith("yes"))
        .count();
  }

  @Test
  void groups_stay_on_one_side_of_an_outer_fold() throws IOException {
    List<List<Object>> ids = parts("id", "nested=2", "data.group=g", "data.key=[]");
    for (int fold = 0; fold < OUTER; fold++) {
      Set<Object> groups = groups(ids.get(2 * fold));
      assertThat(groups).isNotEmpty().doesNotContainAnyElementsOf(groups(ids.get(2 * fold + 1)));
    }
  }

  private static Set<Object> groups(List<Object> ids) {
    return ids.stream().map(id -> (Integer) id / 6).collect(Collectors.toSet());
  }

  @Test
  void the_model_comes_first_and_the_estimate_stands_beside_its_score() throws IOException {
    assertThat(whole.out())
        .contains(
            "after it, the same on the other rows of each of 2 outer folds: at most 16 fits more, and 2 winners")
        .containsPattern("outer fold 2 of 2: log-loss 0\\.\\d+ by [a-z-]+, chosen by 0\\.\\d+")
        .containsPattern(
            "Nested cross-validation, 2 outer folds: log-loss of the search on new rows is"
                + " 0\\.\\d+ \\(95 % -?[0-9.]+ to [0-9.]+\\); its winners were chosen by 0\\.\\d+\\.")
        .contains("It was won by ");
    assertThat(folder.resolve("whole/s/model")).isDirectory();
    assertThat(Files.readString(folder.resolve("whole/s/report.html")))
        .contains("Nested cross-validation, 2 outer folds");
    JsonNode estimate = nested("whole").get("estimate");
    double mean = 0;
    for (JsonNode fold : nested("whole").get("folds")) {
      mean += fold.get("winner").get("score").asDouble() / OUTER;
    }
    assertThat(estimate.get("mean").asDouble()).isCloseTo(mean, within(1e-12));
  }

  @Test
  void a_study_that_was_broken_off_repeats_no_fit_and_comes_to_the_same_scores()
      throws IOException {
    List<StudyEvent> events = events(new WrittenStudy(folder.resolve("whole"), "s"));
    int first =
        events.stream()
            .filter(
                event -> event instanceof StudyEvent.Nested one && !one.scores().folds().isEmpty())
            .map(events::indexOf)
            .findFirst()
            .orElseThrow();
    append(new WrittenStudy(folder.resolve("cut"), "s"), events.subList(0, first + 1));
    List<StudyEvent> second = events(outer("whole", 2));
    append(outer("cut", 2), second.subList(0, second.size() / 2));
    CommandRun resumed =
        tune(
            "cut",
            "--resume",
            "--set",
            "nested=2",
            "--set",
            "run.parallelism=1",
            "--set",
            "model.save=none");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(nested("cut")).isEqualTo(nested("whole"));
    assertThat(outer("cut", 1).path()).doesNotExist();
    assertThat(outer("cut", 2).endedCells())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(outer("whole", 2).endedCells());
    assertThat(resumed.out()).doesNotContain("outer fold 1 of 2:");
  }

  @Test
  void without_time_for_an_outer_fold_it_is_left_out_and_that_is_said() throws Exception {
    List<StudyEvent> events = events(new WrittenStudy(folder.resolve("whole"), "s"));
    WrittenStudy late = new WrittenStudy(folder.resolve("late"), "s");
    append(
        late, events.stream().takeWhile(event -> !(event instanceof StudyEvent.Nested)).toList());
    InstantSource clock = InstantSource.system();
    PrintWriter out = new PrintWriter(new StringWriter());
    try (PreparedStudy study = PreparedStudy.read(settings("nested=2"), spark(), clock, out);
        JournalRecorder recorder = JournalRecorder.open(late.folder().journal(), clock)) {
      new NestedStudies(study, late.folder(), recorder, clock, out)
          .run(needed -> needed.compareTo(Duration.ofMinutes(1)) < 0, Duration.ofMinutes(2));
      assertThat(recorder.history().nested().orElseThrow())
          .isEqualTo(
              new NestedScores(2, Optional.empty(), List.of(), "there was no time for the others"));
    }
    assertThat(outer("late", 1).path()).doesNotExist();
  }

  private static WrittenStudy outer(String out, int number) {
    return new WrittenStudy(folder.resolve(out).resolve("s/nested"), String.valueOf(number));
  }

  private static List<StudyEvent> events(WrittenStudy study) throws IOException {
    return study.events().stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
  }

  private static void append(WrittenStudy study, List<StudyEvent> events) throws IOException {
    try (JournalStore journal = study.folder().journal()) {
      for (StudyEvent event : events) {
        journal.append(event);
      }
    }
  }
}
