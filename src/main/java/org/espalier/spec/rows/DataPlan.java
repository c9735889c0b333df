package org.espalier.spec.rows;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.metric.ProblemType;

/**
 * Description of the table and its columns.
 *
 * @param tables views that a query can name
 * @param ignore columns that no model sees
 * @param test rows held out until the end
 */
public record DataPlan(
    TablePlan table,
    Map<String, TablePlan> tables,
    Target target,
    List<String> ignore,
    RowKey rowKey,
    MissingValues missing,
    ColumnRoles roles,
    HeldOutPlan test) {

  /**
   * Target of the prediction.
   *
   * @param label column to predict; empty for clustering
   * @param positive class whose probability is scored; by default the last one in natural order
   */
  public record Target(Optional<String> label, Optional<String> positive) {}

  /**
   * Identity of a row.
   *
   * @param key columns that identify a row; empty for all columns as read
   * @param duplicates rows of equal key: kept on one side of every split, or treated as different
   *     rows
   */
  public record RowKey(List<String> key, Duplicates duplicates) {
    public RowKey {
      key = List.copyOf(key);
    }
  }

  /**
   * Values that count as missing.
   *
   * @param nanIsMissing true if NaN in a feature counts as missing; otherwise it is an error
   * @param markers texts that stand for a missing value in any column
   */
  public record MissingValues(boolean nanIsMissing, List<String> markers) {
    public MissingValues {
      markers = List.copyOf(markers);
    }
  }

  /** Treatment of rows with equal key. */
  public enum Duplicates {
    TOGETHER,
    APART
  }

  public DataPlan {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    ignore = List.copyOf(ignore);
  }

  /** Tasks that columns with these roles allow. */
  public Set<ProblemType> tasks() {
    if (target.label().isEmpty()) {
      return EnumSet.of(ProblemType.CLUSTERING);
    }
    if (roles.censor().isPresent()) {
      return EnumSet.of(ProblemType.SURVIVAL);
    }
    return roles.user().isPresent()
        ? EnumSet.of(ProblemType.RECOMMENDATION)
        : EnumSet.of(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION);
  }

  public String source() {
    return table.source();
  }
}
