package org.espalier.job.model;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.Confirmation;
import org.espalier.engine.FinalModels;
import org.espalier.engine.StudySearch;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.PipelineScores;
import org.espalier.spark.pipeline.StudyPredictions;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Interval;
import org.espalier.study.Study;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.TimeLeft;

/**
 * Model of a job's study: fitted on all training rows, refined by out-of-fold scores, and saved in
 * the study's folder; scored on rows that it has not seen.
 *
 * <p>Without a deadline the baseline is fitted and scored in parallel with the winner, and the
 * winner's model is saved in parallel with its score. Under a deadline the steps run one after the
 * other, and each starts only if it ends in time.
 */
public final class FinalModel implements FinalModels<PipelineModel> {

  private final PreparedStudy prepared;
  private final StudyFolder folder;
  private final PipelineCells work;
  private final TimeLeft time;
  private final FallbackModel fallback;
  private final Optional<StudyPredictions> predictions;
  private final Map<PipelineModel, PipelineScores.Judged> judged =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private Optional<Begun> begun = Optional.empty();
  private Optional<DetachedWork<PipelineModel>> saving =
      Optional.empty(); // in parallel with its score
  private boolean isSaved = false; // by that
  private volatile Optional<ModelRefinement> refining =
      Optional.empty(); // the one that was awaited

  /**
   * Work that has begun in parallel with the winner's fit.
   *
   * @param study study at the end of its search
   * @param beside true if the winner's model is saved in parallel with its score
   * @param scores out-of-fold scores of the finalists, if they are kept
   * @param refining refinement of the winner's model; without a result where its scores are not
   *     known in full
   * @param baseline fit of the baseline, whose score is compared with the winner's
   */
  private record Begun(
      Study study,
      int winner,
      Configuration chosen,
      boolean beside,
      Optional<FinalistScores> scores,
      DetachedWork<Optional<ModelRefinement>> refining,
      Optional<Configuration> compared,
      Optional<DetachedWork<PipelineModel>> baseline) {}

  /**
   * @param fallback model that lies in the folder in case there is no time for a better one
   */
  public FinalModel(
      PreparedStudy prepared,
      StudyFolder folder,
      PipelineCells work,
      TimeLeft time,
      FallbackModel fallback) {
    this.prepared = prepared;
    this.folder = folder;
    this.work = work;
    this.time = time;
    this.fallback = fallback;
    this.predictions =
        prepared.plan().keepsScores()
            ? Optional.of(
                StudyPredictions.of(
                    work, prepared.data(), folder.scores(), prepared.foldsOfRepeat()))
            : Optional.empty();
    fallback
        .fitted()
        .flatMap(FallbackModel.Fitted::judged)
        .ifPresent(known -> judged.put(known.model(), known));
  }

  /** Forgets the scores of the cells of earlier drivers, which had other rows. */
  public void forgetScores() {
    predictions.ifPresent(kept -> kept.kept().clear());
  }

  @Override
  public void begin(StudySearch.Result search, int winner, boolean asFitted) {
    Optional<FinalistScores> scores = predictions.map(kept -> scores(kept, search, winner));
    Optional<Configuration> compared =
        time.isLimited() ? Optional.empty() : compared(search, winner);
    begun =
        Optional.of(
            new Begun(
                search.study(),
                winner,
                configuration(search, winner),
                !time.isLimited(),
                scores,
                DetachedWork.begin(
                    () ->
                        scores
                            .filter(all -> !asFitted)
                            .flatMap(
                                all ->
                                    ModelRefinement.of(
                                        prepared, work, time, search.study(), winner, all))),
                compared,
                compared.map(first -> DetachedWork.begin(() -> fitAndJudge(first)))));
  }

  private FinalistScores scores(StudyPredictions kept, StudySearch.Result search, int winner) {
    int folds = prepared.data().folds().sizes().size();
    return new FinalistScores(kept.kept(), search.study(), search.contenders(), winner, folds);
  }

  /** Baseline, if it is scored together with the winner. */
  private Optional<Configuration> compared(StudySearch.Result search, int winner) {
    return winner != 0
            && prepared.data().rows().heldOut().isPresent()
            && Confirmation.isCompared(search.study(), search.contenders())
        ? Optional.of(configuration(search, 0))
        : Optional.empty();
  }

  private static Configuration configuration(StudySearch.Result search, int trial) {
    return search.study().trials().get(trial).configuration();
  }

  private PipelineModel fitAndJudge(Configuration configuration) {
    PipelineModel model = refit(configuration);
    judged(model); // keeps its score for later calls
    return model;
  }

  private PipelineModel refit(Configuration configuration) {
    return isFitted(configuration)
        ? fallback.fitted().orElseThrow().model()
        : work.refit(configuration);
  }

  @Override
  public boolean areKept() {
    return true;
  }

  @Override
  public boolean isFitted(Configuration configuration) {
    return fallback.fitted().isPresent()
        && fallback.configuration().equals(configuration)
        && !work.fits().iterations().areFound(configuration); // the fallback ran all iterations
  }

  @Override
  public PipelineModel fit(Configuration configuration) {
    Optional<DetachedWork<PipelineModel>> beside =
        begun
            .filter(known -> known.compared().equals(Optional.of(configuration)))
            .flatMap(Begun::baseline);
    PipelineModel model = beside.isPresent() ? beside.get().result() : refit(configuration);
    if (saving.isEmpty()
        && begun.filter(all -> all.beside() && all.chosen().equals(configuration)).isPresent()) {
      saving = Optional.of(DetachedWork.begin(() -> refinedAndSaved(model, configuration)));
    }
    return model;
  }

  @Override
  public OptionalDouble heldOut(PipelineModel model) {
    return prepared.data().rows().heldOut().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(judged(model).score());
  }

  private PipelineScores.Judged judged(PipelineModel model) {
    PipelineScores.Judged known = judged.get(model);
    if (known == null) {
      known = work.finishedScores().judged(model);
      judged.put(model, known);
    }
    return known;
  }

  @Override
  public Optional<Interval> gain(PipelineModel model, PipelineModel baseline) {
    return work.finishedScores()
        .gain(judged(model), judged(baseline), prepared.seed().child("bootstrap", 0));
  }

  @Override
  public PipelineModel refined(PipelineModel fitted, Configuration configuration, Duration fit) {
    if (saving.isEmpty()) {
      return refine(fitted, fit);
    }
    PipelineModel refined = saving.get().result();
    saving = Optional.empty(); // close() keeps it
    isSaved = true;
    return refined;
  }

  private PipelineModel refine(PipelineModel fitted, Duration fit) {
    refining = begun.flatMap(this::awaitedRefining);
    return refining.map(all -> all.refine(fitted, fit)).orElse(fitted);
  }

  @Override
  public void save(PipelineModel refined, PipelineModel fitted, Configuration configuration)
      throws IOException {
    if (!isSaved) {
      StudyOutput.save(refined, folder, prepared.plan());
      StudyOutput.saveCode(work.code(configuration, fitted), folder, prepared.plan());
    }
  }

  private PipelineModel refinedAndSaved(PipelineModel fitted, Configuration configuration) {
    PipelineModel refined = refine(fitted, Duration.ZERO);
    try {
      save(refined, fitted, configuration);
    } catch (IOException e) {
      throw SneakyThrow.thrown(e);
    }
    return refined;
  }

  private Optional<ModelRefinement> awaitedRefining(Begun known) {
    Optional<Duration> left = time.before(FinishReserve.Step.SAVE);
    try {
      return left.isPresent() ? known.refining().result(left.get()) : known.refining().result();
    } catch (TimeoutException e) {
      known.refining().cancel();
      return Optional.of(ModelRefinement.late(prepared, work, time, known.study(), known.winner()));
    }
  }

  @Override
  public List<StudyEvent> findings() {
    return refining.stream().<StudyEvent>map(all -> new StudyEvent.Found(all.findings())).toList();
  }

  @Override
  public void savePredictions() throws IOException {
    if (prepared.plan().output().predictions()) {
      Begun known = begun.orElseThrow();
      StudyOutput.savePredictions(
          predictions
              .orElseThrow()
              .table(known.scores().orElseThrow(), known.winner(), known.chosen()),
          folder);
    }
  }

  @Override
  public Optional<StudyEvent> compared(
      Confirmation<PipelineModel> confirmation, PipelineModel refined) {
    return refining
        .flatMap(all -> all.compared(this, confirmation, refined))
        .map(StudyEvent.Found::new);
  }

  @Override
  public Optional<OnAllRows> onAllRows(
      StudySearch.Result search,
      StudyEvent.Confirmed confirmed,
      Optional<OutOfFoldFindings> findings) {
    if (!prepared.isRefitOnAll()) {
      return Optional.empty();
    }
    int winner = confirmed.winner();
    ModelRefinement made =
        refining.orElseGet(
            () ->
                ModelRefinement.recorded(
                    prepared,
                    work,
                    time,
                    search.study(),
                    winner,
                    findings.orElse(OutOfFoldFindings.NONE),
                    () -> predictions.map(kept -> scores(kept, search, winner))));
    Duration fit = Duration.ofMillis((long) (1000 * confirmed.refitSeconds()));
    return Optional.of(new AllRowsModel(prepared, folder, made, time.reserve(), fit));
  }

  @Override
  public HeldOutExamination examined(PipelineModel model, Configuration configuration) {
    return work.finishedScores()
        .examined(
            model, !prepared.plan().output().hidesNames(), prepared.seed().child("examination", 0));
  }

  /** Cancels what is running after a failure, and removes a half-written model. */
  @Override
  public void close() throws IOException {
    begun.flatMap(Begun::baseline).ifPresent(DetachedWork::cancel);
    begun.map(Begun::refining).ifPresent(DetachedWork::cancel);
    if (saving.isPresent()) {
      saving.get().cancel();
      saving.get().awaitEnd();
      StudyOutput.saved(folder.model(), prepared.plan()).delete();
    }
  }
}
