package org.espalier.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.espalier.cache.WorkGraph.Rule;

/**
 * Nodes whose values take room of a budget. A value is dropped when its room is needed for values
 * that are worth more, unless it is held, and made again if a part of it was lost. The worth is the
 * time to make a value, times the readers to come, by its bytes.
 *
 * @param <K> key, compared by equality
 */
public final class StoredNodes<K, V extends Stored> extends WorkNodes<K, V> {

  StoredNodes(WorkGraph graph, Rule rule) {
    super(graph, rule);
  }

  /**
   * Value of a node, which stays until its holder leaves it, or it is lost, dropped or forgotten;
   * waits while another thread makes it.
   *
   * @param holder compared by equality
   */
  public V hold(K key, Object holder, Supplier<V> make) {
    return value(key, holder, make);
  }

  /** Value that is made already, held as by {@link #hold}; empty if there is none. */
  public Optional<V> holdMade(K key, Object holder) {
    return graph()
        .decide(
            () -> {
              Optional<V> value = made(key);
              value.ifPresent(made -> used(key, holder));
              return value;
            });
  }

  /** Leaves a value that was held. */
  public void leave(K key, Object holder) {
    graph()
        .decide(
            () -> {
              if (known(key, false, node -> node.leave(holder))) {
                tidy(key, node(key));
                room.excess().forEach(this::drop);
              }
            });
  }

  /**
   * Drops values that are not held, the least worth first, until all take at most so many bytes.
   */
  public void trimTo(long most) {
    graph().decide(() -> room.excess(most).forEach(this::drop));
  }

  /**
   * Runs work on a value that is held meanwhile. If a part of it was lost, it is made again and the
   * work is repeated once.
   */
  public <T> T with(K key, Supplier<V> make, Function<? super V, T> work) {
    Object holder = new Object();
    try {
      V value = hold(key, holder, make);
      try {
        return work.apply(value);
      } catch (Throwable e) { // a failed job's exception is checked, and not declared
        if (!dropIfLost(key, value)) {
          throw e;
        }
      }
      graph().meter().repeated();
      return work.apply(hold(key, holder, make));
    } finally {
      leave(key, holder);
    }
  }

  /**
   * Makes room for a value that is being made, if it is worth more than those dropped for it.
   *
   * @param expected bytes of the value
   * @param seconds expected to make it
   * @return false if it is not to be stored
   */
  public boolean reserve(K key, long expected, double seconds) {
    return graph()
        .decide(
            () -> {
              Optional<List<K>> least =
                  !isBeingMade(key) ? Optional.empty() : room.reserve(node(key), expected, seconds);
              least.ifPresent(dropped -> dropped.forEach(this::drop));
              return least.isPresent();
            });
  }

  /** Drops the value of a node if a part of it was lost, and returns true then. */
  public boolean dropIfLost(K key) {
    return made(key).filter(value -> dropIfLost(key, value)).isPresent();
  }

  private boolean dropIfLost(K key, V value) {
    if (value.isWhole()) {
      return false;
    }
    graph()
        .decide(
            () -> made(key).filter(current -> current == value).ifPresent(current -> drop(key)));
    return true;
  }
}
