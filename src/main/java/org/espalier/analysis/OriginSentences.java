package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.search.GridSampler;
import org.espalier.search.OneAtATime;
import org.espalier.search.RandomSampler;
import org.espalier.search.SobolSampler;
import org.espalier.study.Door;
import org.espalier.study.Trial;

/** Sentences on the configuration of a trial, and on what led to it. */
record OriginSentences(StudyRecord record, TrialRow row) {

  /** Origins of configurations that are drawn without a look at outcomes. */
  private static final Set<String> BLIND =
      Set.of(GridSampler.NAME, OneAtATime.NAME, RandomSampler.NAME, SobolSampler.NAME);

  List<String> sentences() {
    List<String> all = new ArrayList<>();
    all.add("Trial %d is %s.".formatted(row.trial(), configuration()));
    all.add(origin());
    row.candidate()
        .parent()
        .ifPresent(
            parent -> all.add("It went on from the state that trial %d left.".formatted(parent)));
    if (isLed()) {
      all.add(known());
    }
    return all;
  }

  private String configuration() {
    String learner = row.candidate().learner();
    Map<String, Object> values = row.candidate().configuration();
    if (values.isEmpty()) {
      return learner.isEmpty() ? "the estimator as it is" : learner;
    }
    String shown =
        values.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + ScoreEstimate.value(entry.getValue()))
            .collect(Collectors.joining(", "));
    return learner.isEmpty() ? shown : "%s with %s".formatted(learner, shown);
  }

  /** True if outcomes may have led to it. */
  private boolean isLed() {
    String origin = row.candidate().origin();
    boolean isGiven =
        Set.of(Trial.DEFAULT, Trial.USER, Trial.EARLIER, Trial.PORTFOLIO).contains(origin);
    return !isGiven && !(BLIND.contains(origin) && row.originReason().isEmpty());
  }

  private String origin() {
    String origin = row.candidate().origin();
    return switch (origin) {
      case Trial.DEFAULT -> defaults();
      case Trial.USER -> "It is a start point that the settings give.";
      case Trial.EARLIER -> "It is one of the best configurations of the earlier study.";
      case Trial.PORTFOLIO -> "It is a point of the portfolio: it did well on other tables.";
      default -> proposed(origin);
    };
  }

  private String defaults() {
    String whose =
        record.opened().request().door() == Door.JOB
            ? "its learner's own defaults"
            : "its estimator as it was given";
    return row.trial() == 0
        ? "It is the baseline, %s: it is never pruned.".formatted(whose)
        : "It is %s: it is never pruned.".formatted(whose);
  }

  private String proposed(String origin) {
    String sampler = record.opened().setup().sampler();
    if (!row.originReason().isEmpty()) {
      return "The sampler %s proposed it: %s.".formatted(origin, row.originReason());
    }
    if (!BLIND.contains(origin)) {
      return "The sampler %s proposed it.".formatted(origin);
    }
    return origin.equals(sampler) || BLIND.contains(sampler)
        ? "The sampler %s, which reads no outcomes, proposed it%s.".formatted(origin, varied())
        : ("It was drawn by %s, as %s does with its first proposals and with a share of the later"
                + " ones.")
            .formatted(origin, sampler);
  }

  private String varied() {
    return VariedParameter.of(record, row)
        .map(one -> ": it varies %s alone, %s".formatted(one.name(), one.change()))
        .orElse("");
  }

  /** Number of outcomes that were known, and the trial that led then. */
  private String known() {
    List<Integer> known = record.course().known();
    long proposal = row.proposals().firstProposal();
    int told = proposal < known.size() ? known.get(Math.toIntExact(proposal)) : 0;
    if (told == 0) {
      return "No outcome was known then.";
    }
    String outcomes = Counted.of(told, "outcome") + (told == 1 ? " was" : " were");
    Optional<RungScores.Standing> leader = RungScores.of(record, told).leader();
    if (leader.isEmpty()) {
      return "%s known then, none of them with a score.".formatted(outcomes);
    }
    RungScores.Standing best = leader.get();
    return "%s known then; trial %d led with %s, %s."
        .formatted(outcomes, best.trial(), best.score(), new RungText(record).at(best.rung()));
  }
}
