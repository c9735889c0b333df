package org.espalier.plan;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.metric.Task;

/**
 * Description of the table and its columns.
 *
 * @param tables views that a query can name
 * @param label column to predict; empty for clustering
 * @param positive class whose probability is scored; by default the last one in natural order
 * @param ignore columns that no model sees
 * @param key columns that identify a row; empty for all columns as read
 * @param duplicates rows of equal key: kept on one side of every split, or treated as different
 *     rows
 * @param nanIsMissing true if NaN in a feature counts as missing; otherwise it is an error
 * @param missing texts that stand for a missing value in any column
 * @param test rows held out until the end
 */
public record DataPlan(
    TablePlan table,
    Map<String, TablePlan> tables,
    Optional<String> label,
    Optional<String> positive,
    List<String> ignore,
    List<String> key,
    Duplicates duplicates,
    boolean nanIsMissing,
    List<String> missing,
    ColumnRoles roles,
    HeldOutPlan test) {

  /** Treatment of rows with equal key. */
  public enum Duplicates {
    TOGETHER,
    APART
  }

  public DataPlan {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    ignore = List.copyOf(ignore);
    key = List.copyOf(key);
    missing = List.copyOf(missing);
  }

  /** Tasks that columns with these roles allow. */
  public Set<Task> tasks() {
    if (label.isEmpty()) {
      return EnumSet.of(Task.CLUSTERING);
    }
    if (roles.censor().isPresent()) {
      return EnumSet.of(Task.SURVIVAL);
    }
    return roles.user().isPresent()
        ? EnumSet.of(Task.RECOMMENDATION)
        : EnumSet.of(Task.BINARY, Task.MULTICLASS, Task.REGRESSION);
  }

  /** Source of the table. */
  public String source() {
    return table.source();
  }
}
