package org.espalier.spark.fit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.EarlyStopping;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.Origins;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.CurvePoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Number of iterations of the fits of a study: the number in the configuration, the number that the
 * rung gives, or fewer if the mean score of all folds stops early (see {@link EarlyStopping}).
 */
public final class FitIterations {

  private final RungLadder ladder;
  private final TaskScoring scoring;
  private final Map<Long, EarlyStopping> stopping = new ConcurrentHashMap<>(); // by proposal
  private final Map<Configuration, Integer> found = new ConcurrentHashMap<>();

  FitIterations(RungLadder ladder, TaskScoring scoring) {
    this.ladder = ladder;
    this.scoring = scoring;
  }

  /**
   * Returns the number of iterations without a better score after which the learner of a chain
   * ends; 0 if it does not end early.
   */
  static int patience(PipelineSteps chain) {
    return chain.last() < 0 ? 0 : TaskTrainers.patience(chain.learner());
  }

  /** Returns true if the learner of a chain supports an early end. */
  static boolean mayEndEarly(PipelineSteps chain) {
    return chain.last() >= 0
        && IterationParam.of(chain.learner()).filter(IterationParam::mayEndEarly).isPresent();
  }

  /** Reports why the cells of a chain cannot end early, if the study asks for it. */
  void check(PipelineSteps chain, TrainingPlan training, String metric, Origins.Report report) {
    if (patience(chain) == 0) {
      return;
    }
    String early =
        "%s of %s".formatted(IterationParam.PATIENCE, chain.learner().getClass().getSimpleName());
    String without = "%s = 0".formatted(IterationParam.PATIENCE);
    boolean whole = true;
    for (int rung = 0; rung <= ladder.top(); rung++) {
      whole &=
          ladder.rung(rung).iterations().isEmpty()
              && ladder.missingFolds(rung).equals(ladder.folds(rung));
    }
    if (!whole) {
      report.problem(
          "schedule.scheduler",
          "its rungs differ in %s, and %s needs all folds and iterations of a trial at a time"
              .formatted(
                  ladder.rung(ladder.top()).iterations().isPresent() ? "iterations" : "folds",
                  early),
          "full, rungs of rows, or " + without);
    }
    if (training.kind() != TrainingPlan.TrainingMode.AUTO
        && training.kind() != TrainingPlan.TrainingMode.TASKS) {
      report.problem(
          "run.training",
          "is %s, and %s needs training inside tasks"
              .formatted(training.kind().name().toLowerCase(Locale.ROOT), early),
          "auto, or " + without);
    }
    if (!scoring.scores(chain.learner())) {
      report.problem(
          "metric",
          "%s is not computed inside tasks, as %s needs it after each iteration"
              .formatted(metric, early),
          "another metric, or " + without);
    }
  }

  /**
   * Returns the params under which the learner of a chain runs the iterations of a reader.
   *
   * @param map params of the configuration
   */
  public ParamMap params(ChainKey reader, IterationParam param, ParamMap map) {
    if (reader.iterations().isPresent()) {
      int number = reader.iterations().getAsInt();
      return param.withIterations(map, number, number);
    }
    Integer known = found.get(reader.configuration());
    if (known != null) {
      return param.withIterations(map, known, 0);
    }
    boolean all = reader.rung() == ladder.top();
    return !all && ladder.rung(reader.rung()).iterations().isPresent()
        ? param.cut(map, ladder, reader.rung())
        : map;
  }

  /**
   * Returns the params under which the learner of a configuration runs all iterations, or the
   * number that early stopping found.
   */
  public ParamMap whole(Configuration configuration, IterationParam param) {
    Integer known = found.get(configuration);
    return known == null
        ? param.whole(ParamMap.empty())
        : param.withIterations(ParamMap.empty(), known, 0);
  }

  /** Returns true if early stopping ended the search's cells of a configuration. */
  public boolean areFound(Configuration configuration) {
    return found.containsKey(configuration);
  }

  /** Returns the joint evaluation of a proposal's cells; empty if they do not end early. */
  Optional<JointCells> joint(
      Proposal proposal, Configuration configuration, PipelineSteps chain, Objective objective) {
    int patience = patience(chain);
    if (patience == 0) {
      return Optional.empty();
    }
    int most =
        IterationParam.of(chain.learner()).orElseThrow().inFull(ParamMap.empty()).orElseThrow();
    EarlyStopping early = new EarlyStopping(proposal, configuration, objective, patience, most);
    stopping.put(proposal.number(), early);
    return Optional.of(
        outcomes -> {
          JointCells.Next next = early.after(outcomes);
          if (next instanceof JointCells.Next.Ended) {
            stopping.remove(proposal.number());
          }
          return next;
        });
  }

  /** Adds the scores of a cell's fit at each iteration. */
  void fitted(Cell cell, List<CurvePoint> curve) {
    EarlyStopping early = stopping.get(cell.proposal().number());
    if (early != null) {
      early.add(cell.fold(), curve);
    }
  }

  /** Records the iterations at which cells ended, once the search has ended. */
  void searched(Study study) {
    for (Outcome outcome : study.outcomes()) {
      Configuration configuration = study.trials().get(outcome.proposal().trial()).configuration();
      outcome.cells().stream()
          .flatMapToInt(cell -> cell.training().iterations().stream())
          .findFirst()
          .ifPresent(number -> found.put(configuration, number));
    }
  }
}
