package org.espalier.function;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.engine.FakeModels;
import org.espalier.engine.FinalModels;
import org.espalier.engine.Finalists;
import org.espalier.engine.MemorySession;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyEnd;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.space.Configuration;
import org.espalier.spec.learners.Simplicity;
import org.espalier.study.EntryPoint;
import org.espalier.testing.FakeRunner;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.StudyListener;
import org.espalier.tune.TimeLeft;

/** Whole study without Spark: settings of a function, a runner of cells, a journal in memory. */
public final class FakeStudy {

  /**
   * What a driver leaves.
   *
   * @param winner number of the winning trial; empty if none completed
   */
  public record Left(StudySearch.Result ended, OptionalInt winner, StudyRecord tables) {}

  private final FunctionPlan plan;
  private final List<StudyEvent> events;
  private final List<StudyListener> listeners;
  private Optional<FakeModels> models = Optional.empty();

  /** New study with settings without problems. */
  public FakeStudy(FunctionTuner settings, StudyListener... listeners) {
    this(settings, List.of(), listeners);
  }

  private FakeStudy(FunctionTuner settings, List<StudyEvent> past, StudyListener... listeners) {
    if (!settings.problems().isEmpty()) {
      throw new IllegalArgumentException(settings.problems().toString());
    }
    this.plan = FunctionPlan.of(settings.settings());
    this.events = Collections.synchronizedList(new ArrayList<>(past));
    this.listeners = List.of(listeners);
  }

  /**
   * The study as a further driver finds it that has its settings, if it was killed after events.
   */
  public FakeStudy killed(FunctionTuner settings, int after) {
    return new FakeStudy(settings, events.subList(0, after));
  }

  /** The study after its end, with other settings. */
  public FakeStudy again(FunctionTuner settings) {
    return killed(settings, events.size());
  }

  /** Fits models when the search has ended, with one of the defaults before it. */
  public FakeStudy fitting(FakeModels all) {
    models = Optional.of(all);
    return this;
  }

  /** Events that are recorded, in their order. */
  public List<StudyEvent> events() {
    return events;
  }

  /** Runs a driver of the study to its end. */
  public Left run(FakeRunner runner) throws IOException {
    try (StudySession session = session(runner)) {
      session.listen(listeners);
      StudyDesign design =
          session.design(
              plan.name(),
              plan.objective(),
              plan.strategies(session.ladder(plan::ladder)),
              plan.limits());
      session.begin(design, beginning(design));
      int rounds = Finalists.rounds(plan.asked().winner(), plan.folds(), 1);
      TimeLeft time =
          session.timeLeft(
              design,
              plan.asked().budget().time().isEmpty()
                  ? FinishReserve.of(1 + rounds)
                  : models
                      .map(all -> all.fitFallback(runner, rounds))
                      .orElseGet(() -> FinishReserve.of(1 + rounds)));
      StudyEnd<Configuration> end =
          session.end(
              design,
              time,
              models.<FinalModels<Configuration>>map(all -> all),
              models.<StudyEnd.Fallback>map(all -> all).filter(all -> time.isLimited()));
      models.ifPresent(all -> all.guard(runner, time, end));
      StudySearch search = session.search(design, time, runner, Capacity.cells(1));
      StudySearch.Result ended = session.run(search::run);
      Winner rule =
          new Winner(
              plan.asked().winner(), Simplicity.ofNames(plan.settings().simplicity()), false);
      Finalists finalists = new Finalists(plan.furtherFolds(), line -> {});
      OptionalInt winner = session.run(() -> search.winner(ended, rule, finalists));
      end.finish(ended, winner);
      return new Left(ended, winner, session.tables());
    }
  }

  /** Session with a journal in memory, or in the folder that the settings name. */
  private StudySession session(FakeRunner runner) throws IOException {
    return plan.session().journal().isEmpty()
        ? MemorySession.of(plan.session(), events, runner)
        : StudySession.open(
            plan.session(), new org.apache.hadoop.conf.Configuration(), runner, runner.instant());
  }

  private StudyBeginning beginning(StudyDesign design) {
    List<Long> rows = Collections.nCopies(plan.folds(), 1L);
    return new StudyBeginning(
        new StudyEvent.Folds("function", rows, 0, 1, 0),
        Optional.empty(),
        new StudyEvent.Request(
            EntryPoint.FUNCTION, plan.inWords(design.plannedTrials()), plan.settingsText()),
        List.of(),
        Map.of());
  }
}
