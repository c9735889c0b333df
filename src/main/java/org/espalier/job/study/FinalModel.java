package org.espalier.job.study;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.Confirmation;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.Ending;
import org.espalier.engine.StudySearch;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.StudyPredictions;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;

/** Model that a study leaves: fitted on all training rows, and scored on rows it has not seen. */
public final class FinalModel {

  private final PreparedStudy prepared;
  private final StudyFolder folder;
  private final PipelineCells work;
  private final InstantSource clock;
  private final Optional<Rehearsal.Spare> spare;
  private final Optional<StudyPredictions> predictions;
  private List<StudyEvent> left = List.of(); // guarded; not yet recorded
  private boolean isSpareLeft = false; // guarded

  /**
   * @param spare model that lies in the folder in case there is no time for a better one
   */
  public FinalModel(
      PreparedStudy prepared,
      StudyFolder folder,
      PipelineCells work,
      InstantSource clock,
      Optional<Rehearsal.Spare> spare) {
    this.prepared = prepared;
    this.folder = folder;
    this.work = work;
    this.clock = clock;
    this.spare = spare;
    this.predictions =
        prepared.plan().keepsScores()
            ? Optional.of(
                StudyPredictions.of(
                    work, prepared.data(), folder.scores(), prepared.foldsOfRepeat()))
            : Optional.empty();
  }

  /** Forgets the scores of the cells of earlier drivers, which had other rows. */
  public void forgetScores() {
    predictions.ifPresent(kept -> kept.kept().clear());
  }

  /**
   * Fits without a deadline: the baseline is fitted and scored, and the winner's model saved, in
   * threads of their own.
   */
  private final class Concurrent extends FinalRefits implements AutoCloseable {

    private final Configuration winner;
    private final Optional<Configuration> compared;
    private final Optional<DetachedWork<PipelineModel>> baseline;
    private final UnaryOperator<PipelineModel> refining;
    private Optional<DetachedWork<PipelineModel>> saving = Optional.empty();

    /**
     * @param compared the baseline, if it is judged beside the winner
     * @param refining makes the model that is saved of the winner's
     */
    Concurrent(
        Configuration winner,
        Optional<Configuration> compared,
        UnaryOperator<PipelineModel> refining) {
      super(prepared, work, spare);
      this.winner = winner;
      this.compared = compared;
      this.refining = refining;
      this.baseline = compared.map(first -> DetachedWork.begin(() -> fitAndJudge(first)));
    }

    private PipelineModel fitAndJudge(Configuration configuration) {
      PipelineModel model = super.fit(configuration);
      judged(model); // keeps its score for later calls
      return model;
    }

    @Override
    public PipelineModel fit(Configuration configuration) {
      PipelineModel model =
          compared.equals(Optional.of(configuration))
              ? baseline.orElseThrow().result()
              : super.fit(configuration);
      if (configuration.equals(winner) && saving.isEmpty()) {
        saving = Optional.of(DetachedWork.begin(() -> saved(model)));
      }
      return model;
    }

    private PipelineModel saved(PipelineModel model) {
      try {
        return refinedAndSaved(model, winner, refining);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    }

    /** Waits until the model is saved, which {@link #close()} then keeps. */
    PipelineModel awaitSaved() {
      PipelineModel model = saving.orElseThrow().result();
      saving = Optional.empty();
      return model;
    }

    /** Cancels what is running after a failure, and removes a half-written model. */
    @Override
    public void close() throws IOException {
      baseline.ifPresent(DetachedWork::cancel);
      if (saving.isPresent()) {
        saving.get().cancel();
        saving.get().awaitEnd();
        new ModelFolder(folder.model(), prepared.plan().output().model().save()).delete();
      }
    }
  }

  /** Refinement of the winner's model, which is found beside its fit. */
  private final class Refined implements AutoCloseable {

    private final StudySearch search;
    private final StudySearch.Result result;
    private final int winner;
    private final Optional<FinalistScores> scores;
    private final DetachedWork<Optional<Refining>> refining;
    private volatile Optional<Refining> found = Optional.empty();

    /**
     * @param late true for a model that stays as it is
     */
    Refined(StudySearch search, StudySearch.Result result, int winner, boolean late) {
      this.search = search;
      this.result = result;
      this.winner = winner;
      this.scores = predictions.map(kept -> scores(kept, result, winner));
      this.refining = DetachedWork.begin(() -> late ? Optional.empty() : refining());
    }

    private Optional<Refining> refining() {
      return scores.flatMap(all -> Refining.of(prepared, work, search, result, winner, all));
    }

    /**
     * The refinement of models, of which there is time for those parts that can be made.
     *
     * @param fit time of the winner's fit, as far as it counts
     */
    UnaryOperator<PipelineModel> after(Duration fit) {
      return fitted -> {
        found = awaited();
        return found.map(refinement -> refinement.of(fitted, fit)).orElse(fitted);
      };
    }

    private Optional<Refining> awaited() {
      Optional<Duration> time = search.timeBefore(FinishReserve.Step.SAVE);
      try {
        return time.isPresent() ? refining.result(time.get()) : refining.result();
      } catch (TimeoutException e) {
        refining.cancel();
        return Optional.of(Refining.late(prepared, work, search, result, winner));
      }
    }

    List<StudyEvent> found() {
      return found.stream()
          .<StudyEvent>map(refinement -> new StudyEvent.Found(refinement.findings()))
          .toList();
    }

    Optional<StudyEvent> compared(
        FinalRefits refits, Confirmation<PipelineModel> confirmation, PipelineModel saved) {
      return found
          .flatMap(refinement -> refinement.compared(refits, confirmation, saved))
          .map(StudyEvent.Found::new);
    }

    @Override
    public void close() {
      refining.cancel();
    }
  }

  private FinalRefits refits() {
    return new FinalRefits(prepared, work, spare);
  }

  private static Configuration configuration(Study study, int trial) {
    return study.trials().get(trial).configuration();
  }

  /**
   * Refits the winner, scores it and the baseline once on the held-out rows, and records it. Where
   * there is no time for a refit, the baseline wins if it is the spare model.
   *
   * @param result search with the outcomes among which the winner was chosen
   * @return the ending of the search, which says if there was no time
   */
  public Ending winner(
      StudySearch search, StudySearch.Result result, int winner, JournalRecorder recorder)
      throws IOException {
    Study study = result.study();
    boolean late =
        winner != 0
            && isCompleted(study)
            && refits().spare(configuration(study, 0)).isPresent()
            && !search.allowsRefit(study, winner);
    int fitted = late ? 0 : winner;
    try (Refined refined = new Refined(search, result, fitted, late)) {
      winner(search, result, fitted, refined, recorder);
    }
    return late ? result.ending().withSpare(winner) : result.ending();
  }

  private void winner(
      StudySearch search,
      StudySearch.Result result,
      int winner,
      Refined refined,
      JournalRecorder recorder)
      throws IOException {
    Study study = result.study();
    Configuration chosen = configuration(study, winner);
    Confirmation<PipelineModel> confirmation;
    PipelineModel saved;
    FinalRefits refits;
    if (prepared.plan().tuning().budget().time().isEmpty()) {
      Optional<Configuration> compared = compared(study, winner, result.contenders());
      try (Concurrent concurrent = new Concurrent(chosen, compared, refined.after(Duration.ZERO))) {
        confirmation =
            Confirmation.of(study, winner, result.contenders(), concurrent, clock, needed -> true);
        saved = concurrent.awaitSaved();
        refits = concurrent;
      }
    } else {
      refits = refits();
      confirmation =
          Confirmation.of(
              study,
              winner,
              result.contenders(),
              refits,
              clock,
              needed -> search.isInTime(needed, FinishReserve.Step.JUDGE));
      double seconds = recorded(confirmation.event()).refitSeconds();
      Duration fit = Duration.ofMillis((long) (1000 * seconds));
      saved = refinedAndSaved(confirmation.model(), chosen, refined.after(fit));
    }
    settle(confirmation, refined.found(), saved, chosen);
    if (prepared.plan().output().predictions()) {
      StudyOutput.savePredictions(
          predictions.orElseThrow().of(refined.scores.orElseThrow(), winner, chosen), folder);
    }
    record(recorder);
    refined.compared(refits, confirmation, saved).ifPresent(recorder::record);
    search.examine(
        new Confirmation<>(saved, confirmation.event(), confirmation.scoring()), study, refits);
  }

  private FinalistScores scores(StudyPredictions kept, StudySearch.Result result, int winner) {
    int folds = prepared.data().folds().sizes().size();
    return new FinalistScores(kept.kept(), result.study(), result.contenders(), winner, folds);
  }

  /** The baseline, if it is judged beside the winner. */
  private Optional<Configuration> compared(Study study, int winner, List<Outcome> complete) {
    return winner != 0
            && prepared.data().rows().heldOut().isPresent()
            && Confirmation.isCompared(study, complete)
        ? Optional.of(configuration(study, 0))
        : Optional.empty();
  }

  private static boolean isCompleted(Study study) {
    return !study.trials().isEmpty() && study.outcomesOf(0).stream().anyMatch(Outcome::completed);
  }

  private StudyEvent.Confirmed recorded(StudyEvent.Confirmed event) {
    OptionalDouble seconds =
        spare.stream()
            .filter(kept -> event.winner() == 0)
            .mapToDouble(Rehearsal.Spare::seconds)
            .findFirst();
    return new StudyEvent.Confirmed(
        event.winner(),
        event.heldOut(),
        event.baselineHeldOut(),
        seconds.orElse(event.refitSeconds()),
        event.gain());
  }

  private synchronized void record(JournalRecorder recorder) {
    left.forEach(recorder::record);
    left = List.of();
  }

  /** Makes the first learner's defaults the model of a study without a completed trial. */
  public Ending defaults(Ending ending) throws IOException {
    OptionalDouble heldOut = spareHeldOut();
    if (spareFolder().isThere()) {
      adoptSpare();
    } else {
      Configuration first = prepared.space().defaults().get(0);
      PipelineModel model = work.refit(first);
      save(model, model, first);
      heldOut = refits().heldOut(model);
    }
    return withDefaults(ending, heldOut);
  }

  private Ending withDefaults(Ending ending, OptionalDouble heldOut) {
    String score =
        heldOut.stream()
            .mapToObj(one -> "; held-out %s %s".formatted(work.metric(), ConsoleFormat.text(one)))
            .findFirst()
            .orElse("");
    return ending.withDefaults(prepared.plan().learners().get(0).name(), score);
  }

  /** Makes the spare model the model, if it still lies there. */
  public void adoptSpare() throws IOException {
    if (spareFolder().isThere()) {
      moveSpare();
    }
  }

  private void moveSpare() throws IOException {
    spareFolder().moveTo(folder.model());
    if (spare.isPresent()) {
      writeCode(spare.get().model(), spare.get().configuration());
    }
  }

  /**
   * Makes a model of the winner's, and saves it unless it lies there.
   *
   * @param fitted model of the configuration
   * @param refining makes the model that is saved of it
   */
  private PipelineModel refinedAndSaved(
      PipelineModel fitted, Configuration configuration, UnaryOperator<PipelineModel> refining)
      throws IOException {
    PipelineModel refined = refining.apply(fitted);
    if (!isSpare(refined, fitted, configuration)) {
      save(refined, fitted, configuration);
    }
    return refined;
  }

  private boolean isSpare(
      PipelineModel refined, PipelineModel fitted, Configuration configuration) {
    return refined == fitted && refits().spare(configuration).isPresent();
  }

  /**
   * Leaves one model: the winner's, which will be recorded. Until then the spare model can be left.
   *
   * @param found events about what the model is made of
   */
  private synchronized void settle(
      Confirmation<PipelineModel> confirmation,
      List<StudyEvent> found,
      PipelineModel saved,
      Configuration configuration)
      throws IOException {
    if (isSpareLeft) { // the time was up before
      return;
    }
    if (isSpare(saved, confirmation.model(), configuration)) {
      moveSpare();
    } else {
      dropSpare();
    }
    left = Stream.concat(Stream.of(recorded(confirmation.event())), found.stream()).toList();
  }

  /**
   * @param fitted model of the configuration
   */
  private void save(PipelineModel model, PipelineModel fitted, Configuration configuration)
      throws IOException {
    StudyOutput.save(model, folder, prepared.plan());
    writeCode(fitted, configuration);
  }

  private void writeCode(PipelineModel model, Configuration configuration) throws IOException {
    StudyOutput.saveCode(work.code(configuration, model), folder, prepared.plan());
  }

  /** Removes the spare model, if it still lies there. */
  public void dropSpare() throws IOException {
    spareFolder().delete();
  }

  private ModelFolder spareFolder() {
    return new ModelFolder(folder.spare(), prepared.plan().output().model().save());
  }

  private OptionalDouble spareHeldOut() {
    return spare.map(Rehearsal.Spare::heldOut).orElse(OptionalDouble.empty());
  }

  /**
   * Ending of a study whose time is up before it has saved its model, from another thread. Records
   * what is not yet recorded of the model.
   *
   * @param nothing ending if there is no model to leave
   * @param timeUp text that the time was up
   */
  public synchronized Ending late(JournalRecorder recorder, Ending nothing, String timeUp)
      throws IOException {
    record(recorder);
    Ending finished = new Ending(StudyStatus.FINISHED, timeUp, nothing.causes());
    if (recorder.history().isConfirmed()) {
      return finished;
    }
    if (!spareFolder().isThere()) {
      return nothing;
    }
    isSpareLeft = true;
    Study study = recorder.history().study();
    if (isCompleted(study) && configuration(study, 0).equals(prepared.space().defaults().get(0))) {
      double seconds = spare.map(Rehearsal.Spare::seconds).orElse(0.0);
      recorder.record(
          new StudyEvent.Confirmed(0, spareHeldOut(), spareHeldOut(), seconds, Optional.empty()));
      return finished.withSpare();
    }
    return withDefaults(
        new Ending(
            StudyStatus.GAVE_UP,
            "no trial completed within the budget: " + timeUp,
            nothing.causes()),
        spareHeldOut());
  }
}
