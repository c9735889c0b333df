package org.espalier.learner;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Params for whose other values the fit of a learner answers, too: which fits a single one
 * contains, bit for bit.
 *
 * @param unread params that predictions read and a fit does not; an estimator may lack some
 * @param most params of which a larger value contains a smaller one
 * @param least params of which a smaller value contains a larger one
 * @param grown of the values of an estimator's params, set or default, by name: true if {@code
 *     most} and {@code least} apply
 */
public record Contained(
    Set<String> unread, Set<String> most, Set<String> least, Predicate<Map<String, Object>> grown) {

  /** Nothing: each fit answers for itself. */
  static final Contained NONE = new Contained(Set.of(), Set.of(), Set.of(), values -> false);

  public Contained {
    unread = Set.copyOf(unread);
    most = Set.copyOf(most);
    least = Set.copyOf(least);
  }

  /** Names of all of these params. */
  Set<String> params() {
    Set<String> all = new TreeSet<>(unread);
    all.addAll(most);
    all.addAll(least);
    return all;
  }
}
