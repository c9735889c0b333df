package org.espalier.job.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.Ending;
import org.espalier.engine.Finalists;
import org.espalier.engine.NestedEstimate;
import org.espalier.engine.ResumedStudy;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.NestedScores;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.study.Simplicity;
import org.espalier.study.Cost;
import org.espalier.study.Door;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;

/**
 * Studies of a nested cross-validation: for each outer fold the same study on the training rows of
 * the others, whose winner is fitted on all of these and scored on the fold. The source is read
 * once for all.
 *
 * <p>Each has a journal below the folder of the study, so that a resumed one repeats no fit.
 */
public final class NestedStudies {

  private final PreparedStudy prepared;
  private final StudyFolder folder;
  private final JournalRecorder recorder;
  private final InstantSource clock;
  private final PrintWriter out;
  private final int planned;
  private volatile Optional<StudySession> running = Optional.empty();

  /**
   * @param folder folder of the study
   * @param recorder takes the scores, after each outer fold
   */
  public NestedStudies(
      PreparedStudy prepared,
      StudyFolder folder,
      JournalRecorder recorder,
      InstantSource clock,
      PrintWriter out) {
    this.prepared = prepared;
    this.folder = folder;
    this.recorder = recorder;
    this.clock = clock;
    this.out = out;
    this.planned = prepared.plan().scoring().nested();
  }

  /**
   * Runs those whose scores are not recorded yet; none if the plan asks for none.
   *
   * @param isInTime true if there is time for a step of this length
   * @param search time that the search of the study took, as an expectation of the first one's
   */
  public void run(Predicate<Duration> isInTime, Duration search)
      throws IOException, InterruptedException {
    Optional<NestedScores> known = recorder.history().nested();
    List<NestedScores.Fold> folds =
        new ArrayList<>(known.map(NestedScores::folds).orElse(List.of()));
    if (folds.size() >= planned) {
      return;
    }
    record(folds, "");
    out.printf("nested cross-validation: the same study on %d outer folds%n", planned);
    out.flush();
    try (SourceTable table = SourceTable.read(prepared.spark(), prepared.plan())) {
      Duration longest = search;
      while (folds.size() < planned) {
        if (!isInTime.test(longest)) {
          record(folds, "there was no time for the others");
          return;
        }
        Instant before = clock.instant();
        NestedScores.Fold fold = fold(folds.size(), table);
        folds.add(fold);
        record(folds, "");
        say(fold);
        Duration took = Duration.between(before, clock.instant());
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
    }
  }

  private void record(List<NestedScores.Fold> folds, String leftOut) {
    recorder.record(new StudyEvent.Nested(NestedEstimate.of(planned, folds, leftOut)));
  }

  private void say(NestedScores.Fold fold) {
    String metric = prepared.data().metric().key();
    out.printf(
        "outer fold %d of %d: %s%n",
        fold.fold() + 1,
        planned,
        fold.winner()
            .map(
                winner ->
                    "%s %s by %s, chosen by %s%s"
                        .formatted(
                            metric,
                            ConsoleFormat.text(winner.score()),
                            winner.learner(),
                            ConsoleFormat.text(winner.crossValidated()),
                            winner.configuration().isEmpty()
                                ? ""
                                : ": " + ConsoleFormat.text(winner.configuration())))
            .orElse(fold.reason()));
    out.flush();
  }

  /**
   * Records that the one that runs was broken off, so that its cells do not seem to have ended the
   * process. From any thread.
   */
  public void leave() {
    running.ifPresent(
        session ->
            session.close(
                new Ending(StudyStatus.INTERRUPTED, "the process was about to end", List.of())));
  }

  private NestedScores.Fold fold(int number, SourceTable table)
      throws IOException, InterruptedException {
    Settings.Checked same = new Settings.Checked(prepared.settings(), prepared.space());
    try (PreparedStudy study =
        PreparedStudy.of(same, table.cutOuter(prepared.plan(), prepared.space().tasks(), number))) {
      return scored(number, study);
    } catch (InvalidStudyException e) { // of the rows that are left, on which the study may not run
      String reason =
          prepared.plan().output().hidesNames()
              ? "its rows cannot be cut"
              : String.valueOf(e.getMessage());
      return new NestedScores.Fold(number, Optional.empty(), reason, 0);
    }
  }

  private NestedScores.Fold scored(int number, PreparedStudy cut)
      throws IOException, InterruptedException {
    JournalRecorder own = JournalRecorder.open(folder(number, cut).journal(), clock);
    Optional<ResumedStudy> earlier =
        ResumedStudy.of(
            own.history(),
            cut.plan().tuning().run().maxCrashes(),
            recorded -> SettingsChange.between(recorded, cut.settings().effective()));
    PreparedStudy study = earlier.map(past -> cut.resuming(past.opened())).orElse(cut);
    try (StudySession session =
            new StudySession(
                own,
                earlier,
                false,
                folder.nested().toString(),
                clock,
                clock.instant(),
                Optional.empty());
        PipelineCells work = study.cells()) {
      running = Optional.of(session);
      session.begin(study.design(), beginning(study, work));
      Ending ending = run(study, session, work);
      session.close(ending);
      Summary summary = session.tables().summary();
      return new NestedScores.Fold(
          number,
          summary.result().winner().flatMap(NestedStudies::winner),
          summary.result().winner().isPresent() ? "" : ending.reason(),
          summary.cost().taskSeconds());
    } finally {
      running = Optional.empty();
    }
  }

  private static Optional<NestedScores.Winner> winner(Summary.Standing winner) {
    return winner
        .heldOut()
        .map(
            heldOut ->
                new NestedScores.Winner(
                    winner.learner(),
                    winner.configuration(),
                    winner.crossValidated().mean(),
                    heldOut.score()));
  }

  /** Folder of an outer fold, without a study of other rows. */
  private StudyFolder folder(int number, PreparedStudy study)
      throws IOException, InterruptedException {
    OutputPlan output =
        new OutputPlan(
            folder.nested().toString(),
            OutputPlan.Resume.NEVER,
            true,
            prepared.plan().output().journal());
    StudyFolder own =
        StudyFolder.of(
            output,
            String.valueOf(number + 1),
            prepared.plan().tuning().origins(),
            prepared.spark().sparkContext().hadoopConfiguration());
    own.awaitHolder((most, holder) -> {});
    StudyHistory history = own.history();
    boolean isOfOthers =
        history.isBegun()
            && history
                .fingerprint()
                .filter(rows -> !rows.digest().equals(study.fingerprint().digest()))
                .isPresent();
    if (isOfOthers) {
      own.clear();
    }
    return own;
  }

  private StudyBeginning beginning(PreparedStudy study, PipelineCells work) {
    StudyHistory history = recorder.history();
    return new StudyBeginning(
        study.data().folds(),
        Optional.of(study.fingerprint()),
        new StudyEvent.Request(
            Door.JOB,
            List.of(),
            study.settings().effective(),
            study.plan().tuning().run().pricePerCoreHour()),
        work.choices(),
        history.opened().versions());
  }

  private Ending run(PreparedStudy study, StudySession session, PipelineCells work)
      throws InterruptedException {
    SparkContext context = study.spark().sparkContext();
    Capacity automatic = Parallelism.auto(context, work::tasks);
    StudySearch search = session.search(study.design(), FinishReserve.NONE);
    StudySearch.Result result = search.run(context, work, automatic);
    if (result.contenders().isEmpty() || session.recorder().history().isConfirmed()) {
      return result.ending();
    }
    int winner =
        search.winner(
            result,
            new Winner(
                study.plan().tuning().winner(), Simplicity.of(study.plan().learners()), false),
            new Finalists(context, work, automatic, study.data().furtherFolds(), line -> {}));
    Configuration configuration = result.study().trials().get(winner).configuration();
    Instant before = clock.instant();
    FinalRefits refits = new FinalRefits(study, work, Optional.empty());
    OptionalDouble score = refits.heldOut(refits.fit(configuration));
    double seconds = Cost.seconds(Duration.between(before, clock.instant()));
    session
        .recorder()
        .record(new StudyEvent.Confirmed(winner, score, OptionalDouble.empty(), seconds));
    return result.ending();
  }
}
