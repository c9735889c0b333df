package org.espalier.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Columns that are no features, by what they say of a row.
 *
 * @param weight how much the row counts, in fits and in scores; at least 0
 * @param group what the row belongs to; rows of a group stay on one side of every split
 * @param time when the row became known
 */
public record ColumnRoles(Optional<String> weight, Optional<String> group, Optional<String> time) {

  public static ColumnRoles none() {
    return new ColumnRoles(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Columns that are named, by the role's name in settings. */
  public Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    weight.ifPresent(column -> named.put("weight", column));
    group.ifPresent(column -> named.put("group", column));
    time.ifPresent(column -> named.put("time", column));
    return named;
  }

  /** Names of all of them. */
  public List<String> columns() {
    return new ArrayList<>(named().values());
  }
}
