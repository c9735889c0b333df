package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.CellRow;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.space.Scale;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits that go on from a journal. Each tuner is made anew, as in another process: uids differ. */
final class TunerJournalTest extends SparkTest {

  private static Dataset<Row> rows;

  /** Fits that were not cut, by their journals. */
  private static final Map<String, TunerModel> UNCUT = new HashMap<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void make_the_rows() {
    rows = rows(160).cache();
  }

  @AfterAll
  static void free_the_rows() {
    rows.unpersist();
  }

  @BeforeEach
  void count_from_zero() {
    Counted.FITS.set(0);
  }

  /** Counts its fits. */
  public static final class Counted extends LogisticRegression {
    private static final AtomicInteger FITS = new AtomicInteger();

    public Counted(String uid) {
      super(uid);
    }

    @Override
    public Counted copy(ParamMap extra) {
      return copyValues(new Counted(uid()), extra);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> dataset) {
      FITS.incrementAndGet();
      return super.train(dataset);
    }
  }

  private static Counted learner() {
    return (Counted)
        new Counted(org.apache.spark.ml.util.Identifiable.randomUID("counted"))
            .setMaxIter(2)
            .setFeaturesCol("scaled");
  }

  /** Two scalers, of which one is tuned beside the learner: three maps on two folds. */
  private Tuner tuner(String journal) {
    return tunerOf(journal, 0.001, 0.1, 10);
  }

  private Tuner tunerOf(String journal, double... regParams) {
    Counted learner = learner();
    StandardScaler first = new StandardScaler().setInputCol("features").setOutputCol("centred");
    StandardScaler second = new StandardScaler().setInputCol("centred").setOutputCol("scaled");
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.regParam(), regParams)
            .baseOn(second.withStd().w(false), first.withMean().w(true))
            .build();
    return new Tuner()
        .setEstimator(new Pipeline().setStages(new PipelineStage[] {first, second, learner}))
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps)
        .setNumFolds(2)
        .setJournal(path(journal));
  }

  private Tuner searching(String journal) {
    Counted learner = learner();
    learner.setFeaturesCol("features");
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(learner.regParam(), 1e-3, 10, Scale.LOG)
                .addChoice(learner.fitIntercept())
                .build())
        .setTrials(5)
        .setScheduler("asha")
        .setMinResource(20)
        .setNumFolds(2)
        .setJournal(path(journal));
  }

  private String path(String journal) {
    return journal.isEmpty() ? "" : folder.resolve(journal).toString();
  }

  private StudyFolder study(String journal) {
    return StudyFolder.of(
        new OutputPlan(folder.toString(), false),
        journal,
        Origins.none("test"),
        spark().sparkContext().hadoopConfiguration());
  }

  private List<StudyEvent> events(String journal) throws IOException {
    return study(journal).readJournal().stream()
        .filter(event -> !(event instanceof StudyEvent.Began))
        .toList();
  }

  /** The journal as a process left it that was killed after so many events. */
  private void cut(String from, String to, int events) throws IOException {
    try (JournalStore store = study(to).journal()) {
      for (StudyEvent event : events(from).subList(0, events)) {
        store.append(event);
      }
    }
  }

  private static List<String> table(TunerModel model) {
    return table(model.study());
  }

  private static List<String> table(StudyRecord study) {
    List<String> lines = new ArrayList<>();
    study
        .trials()
        .forEach(
            t ->
                lines.add(
                    "%d %s %s %s %d"
                        .formatted(
                            t.trial(),
                            t.candidate().configuration(),
                            t.state(),
                            t.evaluation().scores(),
                            t.evaluation().rung())));
    for (CellRow c : study.cells()) {
      lines.add(
          "%d %d %d %s %s"
              .formatted(
                  c.proposal(),
                  c.split().fold(),
                  c.rung(),
                  c.result().state(),
                  c.result().score()));
    }
    study.decisions().forEach(d -> lines.add(d.toString()));
    return lines;
  }

  private static long ended(List<StudyEvent> events) {
    return events.stream().filter(StudyEvent.CellEnded.class::isInstance).count();
  }

  /** A fit of maps that has ended. Its journal, {@code maps}, must stay as it is. */
  private TunerModel fitOfMaps() {
    return UNCUT.computeIfAbsent("maps", journal -> tuner(journal).fit(rows));
  }

  /** A search that has ended. Its journal, {@code search}, must stay as it is. */
  private TunerModel search() {
    return UNCUT.computeIfAbsent("search", journal -> searching(journal).fit(rows));
  }

  private void copyOf(String journal, String to) throws IOException {
    cut(journal, to, events(journal).size());
  }

  private void assertGoesOn(
      String name, TunerModel uncut, Function<String, Tuner> tuner, int... cuts)
      throws IOException {
    int cells = Math.toIntExact(ended(events(name)));
    for (int cut : cuts) {
      String journal = name + cut;
      cut(name, journal, cut);
      long before = ended(events(journal));
      Counted.FITS.set(0);
      TunerModel resumed = tuner.apply(journal).fit(rows);
      assertThat(Counted.FITS.get()).as("fits after %d events", cut).isEqualTo(cells - before + 1);
      assertThat(table(resumed)).isEqualTo(table(uncut));
      assertThat(resumed.avgMetrics()).containsExactly(uncut.avgMetrics());
      assertThat(resumed.transform(rows).select("prediction").collectAsList())
          .isEqualTo(uncut.transform(rows).select("prediction").collectAsList());
      assertThat(resumed.study().summary().provenance().causes()).isEmpty();
      assertThat(ended(events(journal))).isEqualTo(cells);
    }
  }

  @Test
  @Tag("smoke")
  @Tag(Sample.TAG)
  void a_fit_of_maps_goes_on_where_another_process_was_killed() throws IOException {
    int[] cuts = Sample.rows(List.of(12, 5)).mapToInt(cut -> cut).toArray();
    assertGoesOn("maps", fitOfMaps(), this::tuner, cuts);
  }

  @Test
  @Tag("slow")
  void a_search_goes_on_where_another_process_was_killed() throws IOException {
    assertGoesOn("search", search(), this::searching, 15);
  }

  /** A learner that is trained inside tasks, by two maps. */
  private Tuner plain(String journal) {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(
            new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.1, 1}).build())
        .setNumFolds(2)
        .setJournal(path(journal));
  }

  /** A fit inside tasks that has ended. Its journal, {@code plain}, must stay as it is. */
  private TunerModel plainFit() {
    return UNCUT.computeIfAbsent("plain", journal -> plain(journal).fit(rows));
  }

  @Test
  void without_a_journal_scores_are_the_same() {
    assertThat(plain("").fit(rows).avgMetrics()).containsExactly(plainFit().avgMetrics());
  }

  @Test
  @Tag("slow")
  void without_a_journal_nothing_is_different() {
    TunerModel kept = fitOfMaps();
    Counted.FITS.set(0);
    assertThat(table(tuner("").fit(rows))).isEqualTo(table(kept));
    assertThat(Counted.FITS.get()).isEqualTo(6 + 1);
  }

  @Test
  void a_fit_that_ended_is_answered_from_its_record() throws IOException {
    TunerModel first = fitOfMaps();
    List<StudyEvent> events = events("maps");
    Counted.FITS.set(0);
    TunerModel again = tuner("maps").setParallelism(1).fit(rows);
    assertThat(Counted.FITS.get()).as("the best model alone").isEqualTo(1);
    assertThat(table(again)).isEqualTo(table(first));
    assertThat(again.study().summary().result().winner())
        .isEqualTo(first.study().summary().result().winner());
    assertThat(events("maps")).isEqualTo(events);
  }

  @Test
  void a_fit_goes_on_to_train_where_it_began_to() throws IOException {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    Tuner tuner =
        new Tuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(
                new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.1}).build())
            .setNumFolds(2);
    StudyRecord first = tuner.setJournal(path("new")).fit(rows).study();
    assertThat(first.cells()).extracting(cell -> cell.trained().trainer()).containsOnly("task");
    StudyEvent.Opened opened = first.opened();
    assertThat(opened.training()).extracting(Placement::trainer).containsExactly(Trainer.TASK);
    String reason = "the learner was not known there";
    begin("old", opened, new Placement("", 0, Trainer.JOBS, reason, 1 << 20));
    StudyRecord resumed = tuner.setJournal(path("old")).fit(rows).study();
    assertThat(resumed.cells())
        .hasSize(2)
        .extracting(cell -> cell.trained().trainer())
        .containsOnly("spark");
    assertThat(resumed.cells())
        .extracting(cell -> cell.trained().trainerReason())
        .containsOnly(reason);
  }

  /** Records that a fit was begun, with another choice of where it trains. */
  private void begin(String folder, StudyEvent.Opened as, Placement choice) throws IOException {
    try (JournalStore store = study(folder).journal()) {
      store.append(
          new StudyEvent.Opened(
              as.study(),
              as.setup(),
              as.folds(),
              as.fingerprint(),
              as.request(),
              List.of(choice),
              as.versions(),
              as.at()));
    }
  }

  @Test
  void more_trials_are_tried_where_more_are_asked_for() throws IOException {
    search();
    copyOf("search", "more");
    long before = ended(events("more"));
    Counted.FITS.set(0);
    TunerModel more = searching("more").setTrials(7).setTimeout(600).fit(rows);
    assertThat(more.study().trials()).hasSize(7);
    assertThat(Counted.FITS.get()).isGreaterThan(1);
    assertThat(ended(events("more")) - before).isEqualTo(Counted.FITS.get() - 1L);
    assertThat(more.study().summary().provenance().causes())
        .contains("search.trials was changed while it ran");
    Counted.FITS.set(0);
    searching("more").setTrials(7).setTimeout(600).fit(rows);
    assertThat(Counted.FITS.get()).isEqualTo(1);
  }

  @Test
  void other_rows_and_other_folds_are_refused() throws IOException {
    fitOfMaps();
    Set<Integer> before = persisted();
    Counted.FITS.set(0);
    for (Dataset<Row> other :
        List.of(
            rows.limit(159),
            rows.withColumn("label", functions.lit(1).minus(functions.col("label"))),
            rows.repartition(3, functions.col("a")))) {
      assertThatThrownBy(() -> tuner("maps").fit(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dataset: has other rows than when the study started")
          .hasMessageContaining("160 then");
    }
    assertThat(Counted.FITS.get()).isZero();
    assertThat(persistedSince(before)).isEmpty();
    plain("hashed").setFoldRule("hash").fit(rows);
    List<StudyEvent> events = events("hashed");
    plain("hashed").setFoldRule("hash").fit(rows.repartition(3, functions.col("a")));
    assertThat(events("hashed")).isEqualTo(events);
  }

  @Test
  void other_params_are_refused_with_a_line_for_each() throws IOException {
    fitOfMaps();
    Tuner other = tunerOf("maps", 0.001, 0.1, 20).setNumFolds(3).setSeed(4);
    ((StandardScaler) ((Pipeline) other.getEstimator()).getStages()[1]).setInputCol("features");
    assertThatThrownBy(() -> other.fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "numFolds: was 2 when the study started, and is now 3; keep it, or begin another"
                + " study")
        .hasMessageContaining(": seed: was ")
        .hasMessageContaining(": maps[2]: was {counted.regParam=10.0")
        .hasMessageContaining(": standard-scaler-2.inputCol: was centred when")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(4));
    assertThatThrownBy(() -> searching("maps").setSeed(4).fit(rows))
        .hasMessageContaining("scheduler: was auto")
        .hasMessageContaining("pipeline: was org.apache.spark.ml.Pipeline when")
        .hasMessageEndingWith("and 5 more");
  }

  @Test
  void a_param_younger_than_the_journal_is_no_change_while_it_has_its_default() {
    String text = FitSettings.of(TunerPlan.of(tuner("older"))).settingsText();
    List<String> known = text.lines().filter(line -> !line.contains("min-folds")).toList();
    assertThat(known).hasSize((int) text.lines().count() - 1);
    String older = String.join("\n", known);
    assertThat(FitSettings.of(TunerPlan.of(tuner("older"))).since(older).changes()).isEmpty();
    assertThat(FitSettings.of(TunerPlan.of(tuner("older").setMinFolds(1))).since(older).changes())
        .extracting(SettingsChange::toString)
        .containsExactly("schedule.min-folds: was not set, is now 1");
  }

  @Test
  void a_recorded_plan_is_one_for_a_tuner_with_its_estimator() {
    Tuner recorded = tuner("older");
    String text = FitSettings.of(TunerPlan.of(recorded)).settingsText();
    assertThat(text).contains("handles {\n", "\"standard-scaler-2.inputCol\" = \"centred\"\n");
    Tuner read = new Tuner().setPlan(text).setEstimator(recorded.getEstimator());
    assertThat(read.plan()).contains("num-folds = 2\n").doesNotContain("handles");
  }

  @Test
  void another_window_is_refused_where_it_decides_about_proposals() throws IOException {
    search();
    assertThatThrownBy(() -> searching("search").setWindow(3).fit(rows))
        .hasMessageContaining(
            "window: was 16 when the study started, and is now 3; keep it, or begin another"
                + " study");
  }

  @Test
  void another_window_is_taken_where_it_decides_about_nothing() {
    double[] scores = plainFit().avgMetrics();
    assertThat(plain("plain").setWindow(3).fit(rows).avgMetrics()).containsExactly(scores);
  }

  @Test
  void a_folder_in_use_or_of_something_else_is_refused() throws IOException {
    try (JournalStore held = study("held").journal()) {
      assertThatThrownBy(() -> tuner("held").fit(rows))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("held' is written to by ")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      held.flush();
    }
    Files.createDirectories(folder.resolve("notes"));
    Files.writeString(folder.resolve("notes/notes.txt"), "mine");
    assertThatThrownBy(() -> tuner("notes").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds files that are not a study of Espalier");
    assertThatThrownBy(() -> tuner("models").setCollectSubModels(true).fit(rows))
        .hasMessageContaining(
            "collectSubModels: is set together with journal, which holds no models");
    assertThat(folder.resolve("models")).doesNotExist();
  }

  @Test
  @Tag("slow")
  void a_split_goes_on_too() throws IOException {
    SplitTunerModel whole = split("split").fit(rows);
    cut("split", "half", 8);
    long before = ended(events("half"));
    Counted.FITS.set(0);
    SplitTunerModel resumed = split("half").fit(rows);
    assertThat(Counted.FITS.get()).isEqualTo(3 - before + 1);
    assertThat(resumed.validationMetrics()).containsExactly(whole.validationMetrics());
    assertThat(table(resumed.study())).isEqualTo(table(whole.study()));
  }

  @Test
  void a_split_inside_tasks_goes_on_too() throws IOException {
    SplitTunerModel whole = splitOf(plain(""), "small").fit(rows);
    long cells = ended(events("small"));
    int first = 0;
    while (!(events("small").get(first) instanceof StudyEvent.CellEnded)) {
      first++;
    }
    cut("small", "rest", first + 1);
    SplitTunerModel resumed = splitOf(plain(""), "rest").fit(rows);
    assertThat(resumed.validationMetrics()).containsExactly(whole.validationMetrics());
    assertThat(table(resumed.study())).isEqualTo(table(whole.study()));
    assertThat(ended(events("rest"))).isEqualTo(cells);
  }

  private SplitTuner split(String journal) {
    return splitOf(tuner(""), journal);
  }

  private SplitTuner splitOf(Tuner tuner, String journal) {
    return new SplitTuner()
        .setEstimator(tuner.getEstimator())
        .setEvaluator(tuner.getEvaluator())
        .setEstimatorParamMaps(tuner.getEstimatorParamMaps())
        .setJournal(path(journal));
  }

  @Test
  void failures_are_remembered_until_another_journal_is_named() throws IOException {
    List<Long> cells = new ArrayList<>();
    for (int time = 0; time < 2; time++) {
      Tuner tuner = tunerOf("failing", 0.1);
      // Spark finds only in the fit that there are not so many classes.
      ((Counted) ((Pipeline) tuner.getEstimator()).getStages()[2])
          .setThresholds(new double[] {0.2, 0.3, 0.5});
      assertThatThrownBy(() -> tuner.fit(rows))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("No trial completed; all failed with: ")
          .hasMessageContaining("thresholds")
          .hasMessageEndingWith(
              " It is recorded in the journal; use another journal, or none, to try again.");
      cells.add(ended(events("failing")));
    }
    assertThat(cells.get(0)).isPositive();
    assertThat(cells.get(1)).isEqualTo(cells.get(0));
  }
}
