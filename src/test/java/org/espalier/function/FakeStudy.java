package org.espalier.function;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.engine.Confirmation;
import org.espalier.engine.Finalists;
import org.espalier.engine.MemorySession;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.space.Configuration;
import org.espalier.spec.study.Simplicity;
import org.espalier.study.Door;
import org.espalier.study.Interval;
import org.espalier.testing.FakeRunner;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.StudyListener;

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

  /** Events that are recorded, in their order. */
  public List<StudyEvent> events() {
    return events;
  }

  /** Runs a driver of the study to its end. */
  public Left run(FakeRunner runner) throws IOException {
    try (StudySession session = MemorySession.of(plan.session(), events, runner)) {
      session.listen(listeners);
      StudyDesign design =
          session.design(
              plan.name(),
              plan.objective(),
              plan.strategies(session.ladder(plan::ladder)),
              plan.limits());
      session.begin(design, beginning(design));
      FinishReserve reserve =
          FinishReserve.of(1 + Finalists.rounds(plan.asked().winner(), plan.folds(), 1));
      StudySearch search = session.search(design, reserve, runner, Capacity.cells(1));
      StudySearch.Result ended = session.run(search::run);
      OptionalInt winner =
          ended.contenders().isEmpty() ? OptionalInt.empty() : winner(session, search, ended);
      winner.ifPresent(trial -> search.confirm(ended, trial, new Refits()));
      session.close(ended, plan.asked());
      return new Left(ended, winner, session.tables());
    }
  }

  private OptionalInt winner(StudySession session, StudySearch search, StudySearch.Result ended) {
    Simplicity simpler = Simplicity.ofNames(plan.settings().simplicity());
    Winner rule = new Winner(plan.asked().winner(), simpler, false);
    Finalists finalists = new Finalists(plan.furtherFolds(), line -> {});
    return OptionalInt.of(session.run(() -> search.winner(ended, rule, finalists)));
  }

  private StudyBeginning beginning(StudyDesign design) {
    List<Long> rows = Collections.nCopies(plan.folds(), 1L);
    return new StudyBeginning(
        new StudyEvent.Folds("function", rows, 0, 1, 0),
        Optional.empty(),
        new StudyEvent.Request(
            Door.FUNCTION, plan.inWords(design.plannedTrials()), plan.settingsText()),
        List.of(),
        Map.of());
  }

  /** Models that are their configurations, without held-out rows. */
  private static final class Refits implements Confirmation.Refits<Configuration> {
    @Override
    public Configuration fit(Configuration configuration) {
      return configuration;
    }

    @Override
    public OptionalDouble heldOut(Configuration model) {
      return OptionalDouble.empty();
    }

    @Override
    public Optional<Interval> gain(Configuration model, Configuration baseline) {
      return Optional.empty();
    }

    @Override
    public HeldOutExamination examined(Configuration model, Configuration configuration) {
      throw new IllegalStateException("There are no held-out rows.");
    }
  }
}
