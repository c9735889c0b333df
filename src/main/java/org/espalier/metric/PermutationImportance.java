package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.study.Objective;
import org.espalier.study.StandardError;

/**
 * Permutation importance of a table's columns for a model: the mean decrease of its score when the
 * values of a column are shuffled among the rows. Breiman, Machine Learning 45 (2001); Fisher et
 * al., JMLR 20 (2019).
 *
 * @param score score on the rows as they are
 * @param rows number of rows
 * @param repeats number of times that each column was shuffled; at least 2
 * @param all number of columns that the model reads, of which some may be left out
 * @param columns in the order of the table
 */
public record PermutationImportance(
    double score, long rows, int repeats, int all, List<Column> columns) {

  /**
   * Importance of a column.
   *
   * @param decrease mean loss of the score, in the metric's own unit; positive if the column
   *     matters
   * @param error standard error of the mean over the repeats
   */
  public record Column(String name, double decrease, double error) {
    public Column {
      if (!Double.isFinite(decrease) || !(error >= 0) || Double.isInfinite(error)) {
        throw new IllegalArgumentException(
            "Importance %s with an error of %s.".formatted(decrease, error));
      }
    }
  }

  public PermutationImportance {
    columns = List.copyOf(columns);
    if (!Double.isFinite(score) || rows <= 0 || repeats < 2 || all < columns.size()) {
      throw new IllegalArgumentException(
          "Score %s on %d rows, %d repeats of %d columns of %d."
              .formatted(score, rows, repeats, columns.size(), all));
    }
  }

  /**
   * Importance of a column.
   *
   * @param score score on the rows as they are
   * @param shuffled scores on the rows with shuffled values; at least 2
   * @throws IllegalArgumentException if a score is not finite
   */
  public static Column column(String name, Objective objective, double score, double[] shuffled) {
    double[] decreases =
        Arrays.stream(shuffled).map(other -> objective.improvement(score, other)).toArray();
    OptionalDouble error = StandardError.of(decreases);
    return new Column(
        name, Arrays.stream(decreases).average().orElse(Double.NaN), error.orElse(Double.NaN));
  }
}
