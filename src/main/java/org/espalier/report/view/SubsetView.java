package org.espalier.report.view;

import java.util.List;
import java.util.Optional;
import org.espalier.analysis.OutOfFoldSentences;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyRecord;

/**
 * Winner on parts of its out-of-fold rows.
 *
 * @param column whose values are the groups; empty without groups
 * @param loss by which slices are compared; empty where none were sought
 */
public record SubsetView(
    String column, List<GroupLine> groups, String loss, List<SliceLine> slices) {

  /** Probability below which the approximation by a normal distribution says no more. */
  private static final double LEAST = 1e-4;

  public SubsetView {
    groups = List.copyOf(groups);
    slices = List.copyOf(slices);
  }

  /**
   * Group of rows.
   *
   * @param worst true for the group of the worst score
   */
  public record GroupLine(
      String label, FormattedNumber rows, Optional<FormattedNumber> score, boolean worst) {}

  /** Slice of the rows, with its mean loss and that of the other rows. */
  public record SliceLine(
      String text,
      FormattedNumber rows,
      FormattedNumber mean,
      FormattedNumber elsewhere,
      FormattedNumber probability) {}

  /** The view of a study whose winner was scored on parts of the rows. */
  static Optional<SubsetView> of(StudyRecord record, int decimals) {
    return record
        .summary()
        .result()
        .outOfFold()
        .map(OutOfFoldFindings::scored)
        .filter(scored -> scored.groups().isPresent() || scored.slices().isPresent())
        .map(
            scored ->
                new SubsetView(
                    scored.groups().map(OutOfFoldFindings.Groups::column).orElse(""),
                    scored.groups().map(groups -> lines(groups, decimals)).orElse(List.of()),
                    scored.slices().map(OutOfFoldFindings.Slices::loss).orElse(""),
                    scored.slices().map(SubsetView::lines).orElse(List.of())));
  }

  private static List<GroupLine> lines(OutOfFoldFindings.Groups groups, int decimals) {
    return groups.groups().stream()
        .map(
            group ->
                new GroupLine(
                    group.label(),
                    FormattedNumber.count(group.rows()),
                    group.score().isPresent()
                        ? Optional.of(FormattedNumber.fixed(group.score().getAsDouble(), decimals))
                        : Optional.empty(),
                    groups.worst().equals(Optional.of(group.label()))))
        .toList();
  }

  private static List<SliceLine> lines(OutOfFoldFindings.Slices slices) {
    return slices.slices().stream()
        .map(
            slice -> {
              int decimals = FormattedNumber.decimals(slice.elsewhere());
              return new SliceLine(
                  OutOfFoldSentences.text(slice),
                  FormattedNumber.count(slice.rows()),
                  FormattedNumber.fixed(slice.mean(), decimals),
                  FormattedNumber.fixed(slice.elsewhere(), decimals),
                  probability(slice.probability()));
            })
        .toList();
  }

  private static FormattedNumber probability(double value) {
    return value < LEAST
        ? new FormattedNumber("< 0.0001", String.valueOf(value))
        : FormattedNumber.value(value);
  }
}
