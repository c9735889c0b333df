package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.analysis.NextSteps.Advice;
import org.espalier.analysis.NextSteps.Kind;
import org.espalier.analysis.RungScores.Standing;
import org.espalier.journal.StudyRecord;
import org.espalier.study.Door;

/** Advice on learners that never came near the winner. */
record LearnerAdvice(StudyRecord record, RungScores scores) {

  /** Minimum number of trials of a learner that is judged. */
  private static final int FEWEST = 5;

  /** Standard errors of a paired difference beyond which it is not chance. */
  private static final double CLEAR = 3;

  /** Learners that are clearly behind the winner, and behind half of its learner's trials. */
  List<Advice> all() {
    List<Standing> leading = scores.leading();
    int winner = scores.leader().orElseThrow().trial();
    String chosen = learner(winner);
    List<Advice> all = new ArrayList<>();
    leading.stream()
        .map(one -> learner(one.trial()))
        .filter(learner -> !learner.isEmpty() && !learner.equals(chosen))
        .distinct()
        .sorted()
        .forEach(learner -> behind(learner, winner).ifPresent(all::add));
    return all;
  }

  private String learner(int trial) {
    return record.trials().get(trial).candidate().learner();
  }

  private Optional<Advice> behind(String learner, int winner) {
    List<Standing> its =
        scores.leading().stream().filter(one -> learner(one.trial()).equals(learner)).toList();
    if (its.size() < FEWEST) {
      return Optional.empty();
    }
    int best = its.get(0).trial();
    return scores
        .improvement(best, winner)
        .filter(gap -> gap.score().mean() < 0 && gap.score().isBeyond(CLEAR))
        .filter(gap -> isBehindHalf(best, gap.rung(), learner(winner)))
        .map(
            gap ->
                new Advice(
                    Kind.LEARNER,
                    record.opened().request().door() == Door.JOB ? "learners" : "estimators",
                    ("%s: the best of its %d trials, trial %d, is worse than the winner by %s;"
                            + " leave it out.")
                        .formatted(learner, its.size(), best, gap.score().size())));
  }

  private boolean isBehindHalf(int trial, int rung, String other) {
    List<Integer> order = scores.ranking(rung).stream().map(Standing::trial).toList();
    List<Integer> others = order.stream().filter(one -> learner(one).equals(other)).toList();
    long ahead = others.stream().filter(one -> order.indexOf(one) < order.indexOf(trial)).count();
    return 2 * ahead > others.size();
  }
}
