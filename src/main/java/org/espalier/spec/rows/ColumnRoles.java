package org.espalier.spec.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Columns with a role other than the label. Models see only {@code user} and {@code item}.
 *
 * @param weight weight of the row in fits and in scores; at least 0
 * @param group group of the row; rows of a group stay on one side of every split
 * @param time time at which the row became known
 * @param censor event indicator of survival data: 1 = event observed, 0 = right-censored
 * @param user user who rated
 * @param item rated item
 */
public record ColumnRoles(
    Optional<String> weight,
    Optional<String> group,
    Optional<String> time,
    Optional<String> censor,
    Optional<String> user,
    Optional<String> item) {

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

  /** Names of the columns that are no features. */
  public List<String> columns() {
    Map<String, String> named = named();
    named.remove("user");
    named.remove("item");
    return new ArrayList<>(named.values());
  }
}
