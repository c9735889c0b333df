package org.espalier.engine;

import java.util.List;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.outoffold.GroupScores;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.outoffold.WorstSlices;
import org.espalier.spec.EnumNames;

/**
 * Scores of a trial on parts of its out-of-fold rows.
 *
 * @param trial number of a trial with scores in the table
 * @param metric of classes or numbers that follows from the rows
 */
public record SubsetScores(OutOfFoldTable table, int trial, Metric metric) {

  /**
   * Scores by group.
   *
   * @param column whose values are the groups
   * @param labels value by row of the table
   */
  public OutOfFoldFindings.Groups groups(String column, List<String> labels) {
    GroupScores scores = GroupScores.of(table, trial, Measure.of(metric), labels);
    return new OutOfFoldFindings.Groups(
        column,
        scores.groups().stream()
            .map(group -> new OutOfFoldFindings.Group(group.label(), group.rows(), group.score()))
            .toList(),
        scores.worst().map(GroupScores.Group::label),
        scores.largestGap());
  }

  /**
   * Slices in which the trial does worst.
   *
   * @param rows numbers of the rows that are examined; at least one
   * @param columns values by row, of those that are examined
   */
  public OutOfFoldFindings.Slices slices(int[] rows, List<WorstSlices.Column> columns) {
    WorstSlices worst = WorstSlices.of(table.only(rows), trial, Measure.of(metric), columns);
    return new OutOfFoldFindings.Slices(
        EnumNames.of(worst.loss()),
        worst.tested(),
        worst.slices().stream().map(SubsetScores::found).toList());
  }

  private static OutOfFoldFindings.Slice found(WorstSlices.Slice slice) {
    return new OutOfFoldFindings.Slice(
        slice.parts().stream()
            .map(part -> new OutOfFoldFindings.Part(part.column(), part.value()))
            .toList(),
        slice.rows(),
        slice.meanLoss(),
        slice.otherLoss(),
        slice.probability());
  }
}
