package org.espalier.job.run;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.ConsoleFormat;
import org.espalier.hocon.Settings;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.ReadingMessages;
import org.espalier.job.rehearse.FirstFit;
import org.espalier.job.sketch.ColumnChoice;
import org.espalier.job.sketch.TableInspection;
import org.espalier.job.sketch.TableRequest;
import org.espalier.job.terminal.Announcement;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.learners.StudyPlan;

/**
 * Study that is composed for a table and a time once its folder is claimed. The table is read once:
 * for the composition and for the study. Can be run once.
 */
public final class AutoStudy implements StudyDriver.Preparation {

  /** Time in which Spark starts, a small table is read, and a model is fitted and saved. */
  private static final Duration LEAST = Duration.ofSeconds(30);

  /**
   * Number of fits of the first model that a sufficient time has room for: its own, and two more in
   * the search.
   */
  private static final int FITS = 3;

  private final TableRequest asked;
  private final List<String> more;
  private final StudyPlan plan;
  private final StudyDriver.Caller caller;
  private final InstantSource clock;
  private final StudyDriver driver;
  private String text = "";
  private Optional<TableInspection> inspected = Optional.empty();
  private boolean isCut = false; // for the study, which then closes the rows

  /**
   * A study, checked as far as that needs no table.
   *
   * @param more settings that override all others, and are not written to the study's file
   * @throws InvalidStudyException if something that was typed is wrong
   */
  public AutoStudy(
      TableRequest asked, List<String> more, StudyDriver.Caller caller, InstantSource clock) {
    this.asked = asked;
    this.more = more;
    this.plan = TableInspection.plan(asked, more);
    this.caller = caller;
    this.clock = clock;
    this.driver = new StudyDriver(caller, plan, origins(), clock, CommandStart.startTime(clock));
    requireTime();
  }

  /** Origins of problems with a time that has an option. */
  public static Origins origins() {
    return new Origins("auto", Map.of(), TableRequest.NAMES);
  }

  private void requireTime() {
    Optional<Duration> time = plan.tuning().budget().time();
    if (time.filter(given -> given.compareTo(LEAST) >= 0).isEmpty()) {
      String wrong =
          time.map(
                  given ->
                      "%s are too short to start Spark, to read a table and to fit a model"
                          .formatted(ConsoleFormat.text(given)))
              .orElse("must be a time within which the process ends, but is none");
      throw tooShort(wrong, LEAST);
    }
  }

  private static InvalidStudyException tooShort(String wrong, Duration enough) {
    String right = "give at least " + ConsoleFormat.text(enough);
    return new InvalidStudyException(origins().problem("budget.timeout", wrong, right));
  }

  /** Runs to the exit code. */
  public int run() throws Exception {
    return driver.guarded(
        () -> {
          SparkSession spark = driver.open();
          try {
            return driver.tune(spark, this);
          } catch (InvalidStudyException wrong) {
            throw asked.named(wrong);
          } finally {
            close();
          }
        });
  }

  @Override
  public PreparedStudy prepare(SparkSession spark) {
    ReadingMessages reading = ReadingMessages.begin(plan.data().table(), caller.out(), clock);
    TableInspection table = TableInspection.within(spark, asked, usable(), seconds(spark));
    inspected = Optional.of(table);
    ColumnChoice choice = table.choice();
    if (!choice.ignored().isEmpty()) {
      table = table.without(choice.ignored());
      inspected = Optional.of(table);
    }
    reading.end(table.rows());
    choice.lines().forEach(caller.out()::println);
    text = table.composed(choice, usable(), slots(spark)).text();
    Settings.Checked checked = asked.settings(text, more);
    new Announcement(checked.settings().plan(), caller.out()).say();
    isCut = true;
    PreparedStudy study = PreparedStudy.of(checked, table.cut(checked));
    try {
      requireTimeOf(study);
      return study;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      study.close();
      throw e;
    }
  }

  /** Seconds of all slots together. */
  private double seconds(SparkSession spark) {
    long time = plan.tuning().budget().time().orElseThrow().toSeconds();
    return Math.max(1, time) * (double) slots(spark);
  }

  private static int slots(SparkSession spark) {
    return Parallelism.slots(spark.sparkContext());
  }

  /** Types of learners whose libraries are there. */
  private static Set<String> usable() {
    LearnerCatalogue catalogue = new LearnerCatalogue();
    return catalogue.learners().stream()
        .filter(type -> catalogue.objection(type).isEmpty())
        .collect(Collectors.toSet());
  }

  /** Refuses a table whose first model would not be ready in time. */
  private void requireTimeOf(PreparedStudy study) {
    Duration time = plan.tuning().budget().time().orElseThrow();
    Duration fit = new FirstFit(study, clock).expected();
    Duration passed = driver.passed();
    Duration scoredAndSaved = fit.dividedBy(2);
    if (passed.plus(fit).plus(scoredAndSaved).compareTo(time) > 0) {
      long needed = passed.plus(fit.multipliedBy(FITS)).toSeconds();
      throw tooShort(
          "%s are too short for %,d rows: they were read after %s, and the defaults of %s need about %s"
              .formatted(
                  ConsoleFormat.text(time),
                  study.data().folds().trainingRows(),
                  ConsoleFormat.text(passed),
                  study.plan().learners().get(0).name(),
                  ConsoleFormat.text(fit)),
          Duration.ofSeconds((needed / 10 + 1) * 10));
    }
  }

  @Override
  public void begin(StudyFolder folder) throws IOException {
    folder.writeSettings(text);
  }

  /** Frees the rows that were inspected, unless the study closes them. */
  private void close() {
    if (isCut) {
      inspected.ifPresent(table -> table.table().close());
    } else {
      inspected.ifPresent(TableInspection::close);
    }
  }
}
