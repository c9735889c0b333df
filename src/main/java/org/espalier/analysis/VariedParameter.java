package org.espalier.analysis;

import java.util.Map;
import java.util.Optional;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.search.OneAtATime;
import org.espalier.study.Trial;

/**
 * Parameter that a trial of the sampler one-at-a-time varies.
 *
 * @param start number of the trial from which it is varied
 * @param name name in the space
 * @param before its value there; empty if that trial leaves it to its learner
 */
record VariedParameter(int start, String name, Object value, Optional<Object> before) {

  /** Parameter of a trial; empty for one from another source, and of a start. */
  static Optional<VariedParameter> of(StudyRecord record, TrialRow row) {
    if (!row.candidate().origin().equals(OneAtATime.NAME)) {
      return Optional.empty();
    }
    String learner = row.candidate().learner();
    TrialRow start =
        record.trials().stream()
            .filter(one -> one.candidate().learner().equals(learner))
            .filter(one -> !one.candidate().origin().equals(Trial.EARLIER))
            .findFirst()
            .orElse(row);
    Map<String, Object> before = start.candidate().values();
    Map<String, Object> values = row.candidate().values();
    // Parameters that came with a value of another one are behind it in the space.
    return record.parameters().stream()
        .map(SearchedParameter::name)
        .flatMap(name -> of(start.trial(), name, values, before).stream())
        .findFirst();
  }

  private static Optional<VariedParameter> of(
      int start, String name, Map<String, Object> values, Map<String, Object> before) {
    Optional<Object> old = Optional.ofNullable(before.get(name));
    return Optional.ofNullable(values.get(name))
        .filter(value -> !old.equals(Optional.of(value)))
        .map(value -> new VariedParameter(start, name, value, old));
  }

  /** The value and the one before: 9 instead of 5. */
  String change() {
    return "%s instead of %s"
        .formatted(
            ScoreEstimate.value(value),
            before.map(ScoreEstimate::value).orElse("its learner's own"));
  }
}
