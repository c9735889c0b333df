package org.espalier.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.Interval;
import org.espalier.testing.FakeRunner;
import org.espalier.testing.SampleExamination;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.StudyInterruptedException;
import org.espalier.tune.TimeLeft;

/**
 * Models that are their configurations. Each step takes time of a runner's clock, a guard ends the
 * study when that passes the deadline, and one model at a time is saved.
 */
public final class FakeModels implements FinalModels<Configuration>, StudyEnd.Fallback {

  /** Time that a guard leaves for page and summary, as a job's. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  /** Maximum time that is kept for a fit on all rows. */
  private static final Duration MOST = Duration.ofSeconds(6);

  /**
   * Seconds of the steps.
   *
   * @param refine of the winner's model, which the reserve does not know
   * @param later factor of all steps after the search, against those of the fallback
   */
  public record Seconds(
      long fit, long judge, long refine, long save, long predictions, long leave, double later) {}

  private final Configuration defaults;
  private final Seconds seconds;
  private final List<String> steps = new ArrayList<>();
  private Optional<Configuration> fallback = Optional.empty();
  private Optional<Configuration> model = Optional.empty();
  private Optional<Configuration> beside = Optional.empty(); // of all rows, saved and not adopted
  private boolean isOfAllRows = false; // the model
  private long refit = 0; // expected seconds; 0 for none
  private long refitting = 0; // seconds that it takes
  private boolean fails = false; // the fit on all rows
  private Optional<FakeRunner> clock = Optional.empty();
  private Optional<TimeLeft> time = Optional.empty();
  private Optional<StudyEnd<Configuration>> end = Optional.empty();
  private double factor = 1;
  private boolean fitted = false; // the defaults
  private boolean before = true;
  private boolean guarded = false;

  public FakeModels(Configuration defaults, Seconds seconds) {
    this.defaults = defaults;
    this.seconds = seconds;
  }

  /** The defaults are not fitted before the search, as by a driver that goes on with a study. */
  public FakeModels notBefore() {
    before = false;
    return this;
  }

  /** The model is fitted on all rows, too, in so many seconds. */
  public FakeModels refitting(long each) {
    return refitting(each, each);
  }

  /** The model is fitted on all rows, too, in more or fewer seconds than are expected. */
  public FakeModels refitting(long expected, long taken) {
    refit = expected;
    refitting = taken;
    return this;
  }

  /** Its fit on all rows fails. */
  public FakeModels failing() {
    fails = true;
    return this;
  }

  /** The models that a killed driver left: that of the training rows, and beside it the other. */
  public FakeModels left(Configuration training, boolean onAllRows) {
    model = Optional.of(training);
    beside = Optional.of(training).filter(any -> onAllRows);
    return this;
  }

  /** No guard ends the study. */
  public FakeModels unguarded() {
    guarded = true;
    return this;
  }

  /** Fits, judges and saves the defaults; returns the reserve by the time that this took. */
  public FinishReserve fitFallback(FakeRunner runner, int rounds) {
    clock = Optional.of(runner);
    if (!before) {
      return FinishReserve.of(1 + rounds);
    }
    pass("fit", seconds.fit());
    pass("judge", seconds.judge());
    pass("save", seconds.save());
    fallback = Optional.of(defaults);
    fitted = true;
    factor = seconds.later();
    return new FinishReserve(
        1 + rounds,
        Duration.ofSeconds(seconds.fit()),
        Map.of(
            FinishReserve.Step.JUDGE, Duration.ofSeconds(seconds.judge()),
            FinishReserve.Step.SAVE, Duration.ofSeconds(seconds.save()),
            FinishReserve.Step.LEAVE, Duration.ofSeconds(seconds.leave())),
        new FinishReserve.Further(0, refit > 0 ? 1 : 0, MOST),
        true);
  }

  /** Ends the study from now on when its time is up. */
  public void guard(FakeRunner runner, TimeLeft left, StudyEnd<Configuration> of) {
    clock = Optional.of(runner);
    time = Optional.of(left);
    end = Optional.of(of);
  }

  private void pass(String step, long each) {
    steps.add(step);
    clock.orElseThrow().pass(Duration.ofMillis((long) (1000 * factor * each)));
    look();
  }

  /** Ends the study if its time is up, as the thread of a guard does. */
  public void look() {
    FakeRunner runner = clock.orElseThrow();
    Optional<Instant> deadline = time.flatMap(left -> left.deadline().get());
    if (!guarded
        && deadline.filter(at -> runner.instant().isAfter(at.minus(LEAVING))).isPresent()) {
      guarded = true;
      steps.add("time is up");
      try {
        end.orElseThrow().timeUp("needs more time", () -> {});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Steps in their order. */
  public List<String> steps() {
    return steps;
  }

  /** Model that the study left. */
  public Optional<Configuration> model() {
    return model;
  }

  /** True if that model is fitted on all rows. */
  public boolean isOfAllRows() {
    return isOfAllRows;
  }

  /** True if a model of all rows is left that is not the study's. */
  public boolean isBeside() {
    return beside.isPresent();
  }

  /** True if the guard has ended the study. */
  public boolean isGuarded() {
    return guarded;
  }

  @Override
  public Configuration fit(Configuration configuration) {
    if (!isFitted(configuration)) {
      pass("fit", seconds.fit());
    }
    return configuration;
  }

  @Override
  public boolean areKept() {
    return true;
  }

  @Override
  public boolean isFitted(Configuration configuration) {
    return fitted && configuration.equals(defaults);
  }

  @Override
  public OptionalDouble heldOut(Configuration of) {
    if (!isFitted(of)) { // its score is known, too
      pass("judge", seconds.judge());
    }
    return OptionalDouble.of(0.25);
  }

  @Override
  public Optional<Interval> gain(Configuration of, Configuration baseline) {
    return Optional.empty();
  }

  /** A cancelled fit of a further member only leaves the refinement out, as of a job. */
  @Override
  public Configuration refined(Configuration made, Configuration configuration, Duration fit) {
    pass("refine", seconds.refine());
    return made;
  }

  @Override
  public void save(Configuration refined, Configuration made, Configuration configuration) {
    boolean before = guarded;
    pass("save", seconds.save());
    if (guarded && !before) {
      throw new StudyInterruptedException(); // its jobs are cancelled
    }
    model = Optional.of(refined);
  }

  @Override
  public Optional<OnAllRows> onAllRows(
      StudySearch.Result search,
      StudyEvent.Confirmed confirmed,
      Optional<OutOfFoldFindings> findings) {
    Configuration winner = search.study().trials().get(confirmed.winner()).configuration();
    return refit == 0 ? Optional.empty() : Optional.of(new OfAllRows(winner));
  }

  private final class OfAllRows implements OnAllRows {

    private final Configuration winner;

    OfAllRows(Configuration winner) {
      this.winner = winner;
    }

    @Override
    public long rows() {
      return 100;
    }

    @Override
    public Duration expected() {
      return Duration.ofSeconds(refit);
    }

    @Override
    public void save() {
      boolean before = guarded;
      beside = Optional.of(winner); // half of it, until the time is up
      pass("refit", refitting);
      if (guarded && !before) {
        throw new StudyInterruptedException(); // its jobs are cancelled
      }
      if (fails) {
        throw new IllegalStateException("singular");
      }
    }

    @Override
    public void adopt() {
      if (beside.isPresent()) {
        model = beside;
        isOfAllRows = true;
        beside = Optional.empty();
      }
    }

    @Override
    public void drop() {
      beside = Optional.empty();
    }
  }

  @Override
  public void savePredictions() {
    pass("predictions", seconds.predictions());
  }

  @Override
  public HeldOutExamination examined(Configuration of, Configuration configuration) {
    pass("examine", seconds.judge());
    return SampleExamination.binary();
  }

  @Override
  public Configuration configuration() {
    return defaults;
  }

  @Override
  public String learner() {
    return "the function";
  }

  @Override
  public double fitSeconds() {
    return seconds.fit();
  }

  @Override
  public OptionalDouble heldOut() {
    return OptionalDouble.of(0.25);
  }

  @Override
  public boolean isSaved() {
    return fallback.isPresent();
  }

  @Override
  public void adopt() {
    model = Optional.of(fallback.orElseThrow());
    fallback = Optional.empty();
  }

  @Override
  public void drop() {
    fallback = Optional.empty();
  }
}
