package org.espalier.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Columns by what they say of a row, beside the label. Only {@code user} and {@code item} are seen
 * by a model.
 *
 * @param weight how much the row counts, in fits and in scores; at least 0
 * @param group what the row belongs to; rows of a group stay on one side of every split
 * @param time when the row became known
 * @param censor of a label that is a time: 1 where it ended with the event, 0 where nobody waited
 *     that long
 * @param user who rated
 * @param item what was rated
 */
public record ColumnRoles(
    Optional<String> weight,
    Optional<String> group,
    Optional<String> time,
    Optional<String> censor,
    Optional<String> user,
    Optional<String> item) {

  /** Of rows that are neither censored nor ratings. */
  public ColumnRoles(Optional<String> weight, Optional<String> group, Optional<String> time) {
    this(weight, group, time, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static ColumnRoles none() {
    return new ColumnRoles(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Columns that are named, by the role's name in settings. */
  public Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    weight.ifPresent(column -> named.put("weight", column));
    group.ifPresent(column -> named.put("group", column));
    time.ifPresent(column -> named.put("time", column));
    censor.ifPresent(column -> named.put("censor", column));
    user.ifPresent(column -> named.put("user", column));
    item.ifPresent(column -> named.put("item", column));
    return named;
  }

  /** Names of those that are no features. */
  public List<String> columns() {
    Map<String, String> named = named();
    named.remove("user");
    named.remove("item");
    return new ArrayList<>(named.values());
  }
}
