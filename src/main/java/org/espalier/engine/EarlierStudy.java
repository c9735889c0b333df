package org.espalier.engine;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyHistory;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.Study;

/** Reader of an earlier study, as the prior of a new one. */
public final class EarlierStudy {

  private static final String SETTING = "search.prior";
  private static final String LEARNER = org.espalier.space.Configuration.LEARNER;

  private EarlierStudy() {}

  /**
   * The space with the observations of the earlier study that the plan names; unchanged if the plan
   * names none.
   *
   * @throws InvalidStudyException if there is no such study, or none of its observations can be
   *     used
   */
  public static StudySpace observed(
      StudySpace space, TuningPlan plan, Objective objective, Configuration hadoop) {
    Origins origins = plan.origins();
    return plan.search()
        .prior()
        .map(
            dir -> space.withPrior(prior(space, origins, objective, history(origins, dir, hadoop))))
        .orElse(space);
  }

  private static StudyHistory history(Origins origins, String dir, Configuration hadoop) {
    try {
      StudyFolder folder = NamedFolder.folder(dir, hadoop);
      return switch (folder.state()) {
        case ABSENT, FOREIGN -> throw none(origins, dir);
        default -> folder.history();
      };
    } catch (UnreadableJournalException damaged) {
      throw invalid(origins, "'%s' cannot be read: %s".formatted(dir, damaged.getMessage()), "");
    } catch (InvalidStudyException noPlace) {
      throw noPlace;
    } catch (IOException | IllegalArgumentException none) {
      throw none(origins, dir);
    }
  }

  private static InvalidStudyException none(Origins origins, String dir) {
    return invalid(
        origins,
        "'%s' holds no journal of a study".formatted(dir),
        "name the folder of one, <output.path>/<study> or the journal of a Tuner");
  }

  /** The observations of a study that this space and objective can use. */
  public static PriorObservations prior(
      StudySpace space, Origins origins, Objective objective, StudyHistory history) {
    if (!history.isBegun()) {
      throw invalid(origins, "names a study that has not started", "");
    }
    Study study = history.study();
    if (!study.objective().equals(objective)) {
      throw invalid(
          origins,
          "names a study by %s, but this one is by %s"
              .formatted(study.objective().metric(), objective.metric()),
          "name a study by the same metric");
    }
    PriorObservations prior =
        PriorObservations.of(study, PriorObservations.HALF_LIFE)
            .map(configuration -> named(configuration, space.space()))
            .within(space.space());
    if (prior.observations().isEmpty()) {
      throw invalid(
          origins,
          "names a study without a completed trial in this search space",
          "name a study whose learners, params and ranges fit");
    }
    return prior;
  }

  /** Configuration as a space names it: with its learner, as in a job, or without one. */
  private static org.espalier.space.Configuration named(
      org.espalier.space.Configuration earlier, SearchSpace space) {
    Map<String, Object> values = new LinkedHashMap<>(earlier.values());
    Object learner = values.remove(LEARNER);
    Optional<Parameter> learners =
        space.dimensions().stream()
            .map(Dimension::parameter)
            .filter(parameter -> parameter.name().equals(LEARNER))
            .findFirst();
    if (learners.isPresent()) {
      Optional<Object> named =
          Optional.ofNullable(learner)
              .or(
                  () ->
                      learners.get().grid().stream()
                          .filter(
                              one ->
                                  values.keySet().stream().anyMatch(p -> p.startsWith(one + ".")))
                          .findFirst());
      named.ifPresent(one -> values.put(LEARNER, one));
    }
    return new org.espalier.space.Configuration(values);
  }

  private static InvalidStudyException invalid(Origins origins, String wrong, String right) {
    return new InvalidStudyException(List.of(origins.problem(SETTING, wrong, right)));
  }
}
