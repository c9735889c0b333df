package org.espalier.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.StudyHistory;
import org.espalier.metric.Metric;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.StudySpace;
import org.espalier.spark.metric.EvaluatorClass;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.Study;

/** Reader of an earlier study, as the prior of a new one. */
final class EarlierStudy {

  private static final String SETTING = "search.prior";

  private EarlierStudy() {}

  /**
   * The space with what the earlier study that the settings name observed in it; as it is if they
   * name none.
   *
   * @throws InvalidStudyException if there is no such study, or none that says anything here
   */
  static StudySpace observed(StudySpace space, StudyPlan plan, Metric metric, SparkSession spark) {
    return plan.search()
        .prior()
        .map(dir -> space.withPrior(prior(space, plan, metric, history(plan, dir, spark))))
        .orElse(space);
  }

  private static StudyHistory history(StudyPlan plan, String dir, SparkSession spark) {
    try {
      return StudyOutput.existing(spark, dir).history();
    } catch (UnreadableJournalException damaged) {
      throw invalid(plan, "'%s' cannot be read: %s".formatted(dir, damaged.getMessage()), "");
    } catch (InvalidStudyException | IOException | IllegalArgumentException none) {
      throw invalid(
          plan,
          "'%s' holds no journal of a study".formatted(dir),
          "name the folder of one, <output.path>/<study>");
    }
  }

  /** The observations of a study that this space and metric can use. */
  static PriorObservations prior(
      StudySpace space, StudyPlan plan, Metric metric, StudyHistory history) {
    if (!history.isBegun()) {
      throw invalid(plan, "names a study that was never begun", "");
    }
    Study study = history.study();
    Objective objective = study.objective();
    if (!objective.equals(EvaluatorClass.objective(metric))) {
      throw invalid(
          plan,
          "names a study by %s, but this one is by %s".formatted(objective.metric(), metric.key()),
          "losses of different metrics do not compare");
    }
    PriorObservations prior =
        PriorObservations.of(study, PriorObservations.HALF_LIFE).within(space.space());
    if (prior.observations().isEmpty()) {
      throw invalid(
          plan,
          "names a study of which no completed trial lies in the space of this one",
          "learners, params and ranges must fit");
    }
    return prior;
  }

  private static InvalidStudyException invalid(StudyPlan plan, String wrong, String right) {
    return new InvalidStudyException(List.of(plan.origins().problem(SETTING, wrong, right)));
  }
}
