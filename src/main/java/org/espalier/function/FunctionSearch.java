package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.StudyStrategies;
import org.espalier.engine.Winner;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.PoolLostException;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.cell.TaskReaper;
import org.espalier.spec.learners.Simplicity;
import org.espalier.study.EntryPoint;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study of a function: from where its journal ends to its tables. */
record FunctionSearch(
    FunctionPlan plan,
    SparkSession spark,
    FunctionCells.Calls calls,
    StudySession session,
    Optional<ResourceProfile> profile,
    StudyDesign design) {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionSearch.class);

  /** The search, which keeps time for the rounds of calls after it. */
  private StudySearch search(BatchRunner runner) {
    int parallelism = design.parallelism();
    Capacity slots = slots();
    int atOnce = parallelism > 0 ? parallelism : slots.total();
    int rounds = Finalists.rounds(plan.asked().winner(), plan.folds(), atOnce);
    return session.search(
        design, session.timeLeft(design, FinishReserve.of(rounds)), runner, slots);
  }

  /**
   * Runs a study to its end.
   *
   * @throws IllegalArgumentException if nothing can be written to journal or output
   * @throws IllegalStateException if no trial was completed, or the thread was interrupted
   */
  static FunctionStudy run(
      FunctionPlan asked,
      SparkSession spark,
      FunctionCells.Calls calls,
      List<StudyListener> listeners) {
    InstantSource clock = InstantSource.system();
    Instant started = clock.instant();
    FunctionPlan plan = asked.withPrior(spark.sparkContext().hadoopConfiguration());
    Optional<ResourceProfile> profile = plan.resources().profile(spark.sparkContext());
    FunctionOutput output = FunctionOutput.of(plan, spark);
    try (StudySession session =
        StudySession.open(
            plan.session(), spark.sparkContext().hadoopConfiguration(), clock, started)) {
      session.listen(listeners);
      StudyStrategies strategies = plan.strategies(session.ladder(plan::ladder));
      StudyDesign design = session.design(plan.name(), plan.objective(), strategies, plan.limits());
      return new FunctionSearch(plan, spark, calls, session, profile, design).run(output);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt(); // once the journal is closed: it stops Hadoop, too
      }
      throw e;
    }
  }

  private FunctionStudy run(FunctionOutput output) {
    TaskReaper.absence(spark.sparkContext().getConf(), spark.sparkContext().isLocal())
        .filter(line -> !session.isDone())
        .ifPresent(line -> LOG.warn("{}: {}", plan.name(), line));
    try (KeptStates states = KeptStates.of(plan, spark.sparkContext())) {
      return run(output, states);
    } catch (IOException e) {
      throw new UncheckedIOException("The states of trials cannot be stored.", e);
    }
  }

  private FunctionStudy run(FunctionOutput output, KeptStates states) throws IOException {
    try (FunctionCells cells = new FunctionCells(this, states.store());
        SparkBatches runner = session.runner(spark.sparkContext(), design, cells)) {
      StudySearch search = search(runner);
      StudySearch.Result ended = searched(search, states, output);
      OptionalInt winner = recorded(() -> search.winner(ended, rule(), finalists()));
      session.end(design, search.time(), Optional.empty(), Optional.empty()).finish(ended, winner);
      states.keepOnly(winner);
      output.write(session.tables());
      Outcome best =
          ended.contenders().stream()
              .filter(outcome -> winner.stream().anyMatch(w -> w == outcome.proposal().trial()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(ended.ending().sentence()));
      RungLadder ladder = design.ladder();
      int steps = plan.steps(ladder, best.proposal().rung());
      return FunctionStudy.of(spark, session.tables(), ended.study(), ladder, best, steps);
    }
  }

  private StudySearch.Result searched(StudySearch search, KeptStates states, FunctionOutput output)
      throws IOException {
    begin();
    session.show(spark.sparkContext(), design);
    Optional<ListenerThread> cleaning = states.cleaning(plan, design, session.recorder());
    try {
      return recorded(search::run);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException
          && !plan.settings().text("journal").isEmpty()) {
        output.writePage(session.tables()); // it says how the study continues
      }
      throw e;
    } finally {
      cleaning.ifPresent(ListenerThread::close);
    }
  }

  private Capacity slots() {
    SparkContext context = spark.sparkContext();
    return Parallelism.ofTasks(
        context,
        profile.orElseGet(() -> context.resourceProfileManager().defaultResourceProfile()),
        plan.limits().cell().isEmpty());
  }

  private <R> R recorded(StudySession.Phase<R> part) {
    try {
      return session.run(part);
    } catch (PoolLostException e) {
      throw new IllegalStateException("The study ended: " + e.getMessage() + ".", e);
    }
  }

  private Winner rule() {
    return new Winner(
        plan.asked().winner(), Simplicity.ofNames(plan.settings().simplicity()), false);
  }

  private Finalists finalists() {
    return new Finalists(plan.furtherFolds(), line -> LOG.info("{}: {}", plan.name(), line));
  }

  private void begin() {
    session.begin(
        design,
        new StudyBeginning(
            new StudyEvent.Folds("function", Collections.nCopies(plan.folds(), 1L), 0, 1, 0),
            Optional.empty(),
            new StudyEvent.Request(
                EntryPoint.FUNCTION, plan.inWords(design.plannedTrials()), plan.settingsText()),
            List.of(),
            Map.of("spark", SparkLine.sparkVersion())));
  }
}
