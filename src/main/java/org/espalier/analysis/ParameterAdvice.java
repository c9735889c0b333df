package org.espalier.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.analysis.NextSteps.Advice;
import org.espalier.analysis.NextSteps.Kind;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.space.Scale;

/**
 * Advice on single parameters: ranges to widen or to narrow, values to fix.
 *
 * @param shares upper bounds of the shares that parameters explain, by name
 */
record ParameterAdvice(StudyRecord record, RungScores scores, Map<String, Double> shares) {

  /** Share of a scale that counts as its end. */
  private static final double END = 0.05;

  /** Largest share that chance gives an end at which a majority of five is a finding. */
  private static final double LIKELY = 0.2;

  /**
   * Part of a scale that the best values fill if it may be narrowed: five values drawn at random do
   * so once in 150 times.
   */
  private static final double SMALL_PART = 0.2;

  /** Part of a scale that was tried at least, for a narrowing to say anything. */
  private static final double LARGE_PART = 0.75;

  /** Share of the differences between scores below which a parameter does not matter. */
  private static final double LITTLE = 0.01;

  /** Ratio of the ends from which a log scale is one of powers of ten. */
  private static final double DECADES = 100;

  private static final int DIGITS = 2; // of a proposed end

  List<Advice> all() {
    List<TriedParameter> tried =
        TriedParameter.of(record, scores).stream().filter(TriedParameter::isTried).toList();
    int winner =
        record
            .summary()
            .result()
            .winner()
            .map(Summary.Standing::trial)
            .orElse(scores.leader().orElseThrow().trial());
    List<Advice> all = new ArrayList<>();
    for (TriedParameter one : tried) {
      Optional<TriedParameter.Value> chosen =
          one.values().stream().filter(value -> value.trial() == winner).findFirst();
      Optional<Advice> fixed = chosen.flatMap(value -> fix(one, value));
      fixed
          .or(() -> chosen.flatMap(value -> widen(one, value)))
          .or(() -> chosen.flatMap(value -> narrow(one, value)))
          .ifPresent(all::add);
    }
    return all;
  }

  private Optional<Advice> fix(TriedParameter tried, TriedParameter.Value winner) {
    double share = shares.getOrDefault(tried.parameter().name(), 1.0);
    return share >= LITTLE
        ? Optional.empty()
        : Optional.of(
            advice(
                Kind.FIX,
                tried,
                ("it explains at most %s %% of the differences between scores; fix it at the"
                        + " winner's %s.")
                    .formatted(
                        ScoreEstimate.digits(100 * share), ScoreEstimate.value(winner.value()))));
  }

  private static Advice advice(Kind kind, TriedParameter tried, String sentence) {
    String name = tried.parameter().name();
    return new Advice(
        kind, Optional.of(name), Optional.of(tried.setting()), name + ": " + sentence);
  }

  private static Optional<Advice> widen(TriedParameter tried, TriedParameter.Value winner) {
    return widen(tried, winner, /* upper= */ true)
        .or(() -> widen(tried, winner, /* upper= */ false));
  }

  private static Optional<Advice> widen(
      TriedParameter tried, TriedParameter.Value winner, boolean upper) {
    SearchedParameter parameter = tried.parameter();
    List<TriedParameter.Value> best = tried.best();
    long there = best.stream().filter(value -> tried.isAtEnd(value, upper, END)).count();
    double chance =
        parameter.size().isPresent() ? 1.0 / parameter.size().getAsLong() : 0; // of each value
    boolean found =
        parameter.ordered()
            && Math.max(chance, END) <= LIKELY
            && 2 * there > best.size()
            && best.contains(winner)
            && tried.isAtEnd(winner, upper, END);
    if (!found) {
      return Optional.empty();
    }
    String finding =
        "%d of the best %d values, the winner's among them, lie at the %s end of %s; "
            .formatted(there, best.size(), upper ? "upper" : "lower", tried.searched());
    if (!parameter.isRange()) {
      return Optional.of(advice(Kind.WIDEN, tried, finding + "list further values beyond it."));
    }
    OptionalDouble end = upper ? above(parameter, winner) : below(parameter, winner);
    return end.stream()
        .mapToObj(
            value ->
                advice(
                    Kind.WIDEN,
                    tried,
                    finding
                        + "let it end at %s, if the parameter may have such values."
                            .formatted(ScoreEstimate.number(value))))
        .findFirst();
  }

  /**
   * A new upper end: the next power of ten or twice it on a log scale, else half the range more.
   */
  private static OptionalDouble above(SearchedParameter parameter, TriedParameter.Value value) {
    double low = parameter.low().orElseThrow();
    double high = parameter.high().orElseThrow();
    boolean share = low >= 0 && high <= 1 && !value.isWhole();
    if (share && high == 1) {
      return OptionalDouble.empty(); // most parameters that end at 1 are shares
    }
    Scale scale = parameter.scale().orElseThrow();
    if (share && scale == Scale.REVERSE_LOG) {
      return OptionalDouble.of(1 - rounded((1 - high) / 2, value));
    }
    double end = scale == Scale.LOG ? high * factor(low, high) : high + (high - low) / 2;
    return OptionalDouble.of(rounded(share ? Math.min(1, end) : end, value));
  }

  /** A new lower end, which keeps the sign of the old one; a range from 0 has none. */
  private static OptionalDouble below(SearchedParameter parameter, TriedParameter.Value value) {
    double low = parameter.low().orElseThrow();
    double high = parameter.high().orElseThrow();
    double end =
        parameter.scale().orElseThrow() == Scale.LOG
            ? low / factor(low, high)
            : low - (high - low) / 2;
    double kept = low >= 0 && end <= 0 ? low / 2 : end;
    double whole = value.isWhole() ? Math.floor(kept) : kept;
    return low == 0 || (low > 0 && whole <= 0)
        ? OptionalDouble.empty()
        : OptionalDouble.of(rounded(whole, value));
  }

  private static double factor(double low, double high) {
    return high / low >= DECADES ? 10 : 2;
  }

  private static double rounded(double end, TriedParameter.Value like) {
    return like.isWhole()
        ? Math.rint(end)
        : BigDecimal.valueOf(end).round(new MathContext(DIGITS)).doubleValue();
  }

  private static Optional<Advice> narrow(TriedParameter tried, TriedParameter.Value winner) {
    SearchedParameter parameter = tried.parameter();
    List<TriedParameter.Value> best = tried.best();
    double part = span(best);
    boolean isFine = parameter.size().orElse(Long.MAX_VALUE) * SMALL_PART >= 2;
    if (!parameter.isRange()
        || !isFine
        || !best.contains(winner)
        || part == 0
        || part > SMALL_PART
        || span(tried.values()) < LARGE_PART) {
      return Optional.empty();
    }
    double from = best.stream().mapToDouble(TriedParameter.Value::number).min().orElseThrow();
    double to = best.stream().mapToDouble(TriedParameter.Value::number).max().orElseThrow();
    boolean log = parameter.scale().orElseThrow() == Scale.LOG;
    double wider = log ? Math.sqrt(to / from) : (to - from) / 2;
    double low = Math.max(parameter.low().orElseThrow(), log ? from / wider : from - wider);
    double high = Math.min(parameter.high().orElseThrow(), log ? to * wider : to + wider);
    return Optional.of(
        advice(
            Kind.NARROW,
            tried,
            ("the best %d values, the winner's among them, lie between %s and %s, in %d %% of"
                        + " %s; ")
                    .formatted(
                        best.size(),
                        ScoreEstimate.digits(from),
                        ScoreEstimate.digits(to),
                        Math.round(100 * part),
                        tried.searched())
                + "search from %s to %s."
                    .formatted(
                        ScoreEstimate.number(rounded(low, winner)),
                        ScoreEstimate.number(rounded(high, winner)))));
  }

  private static double span(List<TriedParameter.Value> values) {
    double low = values.stream().mapToDouble(TriedParameter.Value::position).min().orElseThrow();
    double high = values.stream().mapToDouble(TriedParameter.Value::position).max().orElseThrow();
    return high - low;
  }
}
