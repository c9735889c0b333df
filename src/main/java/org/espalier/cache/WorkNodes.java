package org.espalier.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of one kind in a {@link WorkGraph}, with values of one type.
 *
 * @param <K> key, compared by equality
 */
public sealed class WorkNodes<K, V> implements AutoCloseable permits StoredNodes {

  private final WorkGraph graph;
  private final Rule rule;
  private final Map<K, Node<V>> nodes = new LinkedHashMap<>();
  final Room<K, V> room;
  private final Set<K> idle = new LinkedHashSet<>(); // without a reader, longest first
  private Consumer<K> forgotten = key -> {};
  private long uses = 0;
  private boolean closed = false;

  WorkNodes(WorkGraph graph, Rule rule) {
    this.graph = graph;
    this.rule = rule;
    this.room = new Room<>(rule.budget(), nodes);
  }

  public Need<K> need(K key) {
    return new Need<>(this, key);
  }

  final Node<V> node(K key) {
    return nodes.computeIfAbsent(key, k -> new Node<>());
  }

  final <T> T known(K key, T otherwise, Function<Node<V>, T> state) {
    return graph.decide(() -> nodes.containsKey(key) ? state.apply(node(key)) : otherwise);
  }

  /** Announces a reader of one node. */
  public void announce(K key) {
    graph.decide(
        () -> {
          idle.remove(key);
          node(key).announce();
        });
  }

  /**
   * Releases a reader of one node.
   *
   * @param pays true if it ran
   * @return its share of the cost
   */
  public Usage release(K key, boolean pays) {
    return graph.release(List.of(need(key)), pays);
  }

  Usage releaseOne(K key, boolean pays) {
    Node<V> node = nodes.get(key);
    if (node == null || node.readers() == 0) {
      return Usage.NONE;
    }
    Usage share = node.release(pays);
    if (node.readers() == 0 && rule.idle() < Integer.MAX_VALUE) {
      idle.add(key);
    }
    tidy(key, node);
    return share;
  }

  /**
   * Drops what is kept for no reader.
   *
   * @param released nodes of the reader that was released last
   */
  void trim(long released) {
    Iterator<K> longest = idle.iterator();
    while (idle.size() > released * rule.idle()) {
      K key = longest.next();
      longest.remove();
      drop(key);
    }
    room.excess().forEach(this::drop);
  }

  /** Number of readers to come, as far as they are announced. */
  public int readers(K key) {
    return known(key, 0, Node::readers);
  }

  /**
   * Sets the callback for a node of which nothing is known any more: no value, and no reader that
   * it is kept for. It is part of a decision.
   */
  public void onForgotten(Consumer<K> listener) {
    forgotten = listener;
  }

  /** Books the cost of work for a node, which may still grow; false if it has no reader to pay. */
  public boolean book(K key, Supplier<Usage> cost) {
    return known(key, false, node -> node.book(cost));
  }

  /** Does work for a node whose cost its readers pay; failed work is paid by the cell itself. */
  public <T> T paid(K key, Supplier<T> work) {
    boolean within = rule.payer() == Payer.READERS_WHILE_RUNNING;
    return graph.meter().apart(work, within, cost -> book(key, cost));
  }

  /** Value of a node; waits while another thread makes it. */
  public V get(K key, Supplier<V> make) {
    return value(key, null, make);
  }

  final V value(K key, @Nullable Object holder, Supplier<V> make) {
    while (true) {
      CompletableFuture<V> ours = new CompletableFuture<>();
      CompletableFuture<V> made = graph.decide(() -> used(key, holder).claim(ours));
      if (made == ours) {
        return new Making<>(this, key, ours, make).run();
      }
      try {
        return graph.waiting().get(made);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for another cell's work");
      } catch (CancellationException | ExecutionException e) {
        if (graph.isOwn(e)) {
          throw new CompletionException(e.getCause());
        }
      }
    }
  }

  WorkGraph graph() {
    return graph;
  }

  Rule rule() {
    return rule;
  }

  /**
   * Keeps a value that was made.
   *
   * @return false if it is to be freed, as nobody wants it any more
   */
  boolean keep(Making<K, V> making, V value, long bytes, double seconds) {
    return graph.decide(
        () -> {
          if (closed || !isWanted(making)) {
            return !(value instanceof Stored);
          }
          room.taken(node(making.key()).keep(value, bytes, seconds));
          return true;
        });
  }

  /** Lets the next reader make a value that could not be made. */
  void fail(Making<K, V> making) {
    graph.decide(
        () -> {
          if (isWanted(making)) {
            dropped(making.key());
          }
        });
  }

  private boolean isWanted(Making<K, V> making) {
    return known(making.key(), false, node -> node.isMadeBy(making.ours()));
  }

  final Node<V> used(K key, @Nullable Object holder) {
    Node<V> node = node(key);
    node.use(++uses);
    if (holder != null) {
      node.hold(holder);
    }
    return node;
  }

  /** A value that was made with that of another node, unless this one has its own. */
  public void put(K key, V value) {
    CompletableFuture<V> made = CompletableFuture.completedFuture(value);
    graph.decide(
        () -> {
          if (node(key).claim(made) == made) {
            node(key).keep(value, 0, 0);
          }
        });
  }

  /** Value that is made already; empty if there is none. */
  public Optional<V> made(K key) {
    return known(key, Optional.empty(), node -> Optional.ofNullable(node.value()));
  }

  /** The same, no longer in the graph. */
  public Optional<V> take(K key) {
    return graph.decide(
        () -> {
          Optional<V> value = made(key);
          value.ifPresent(made -> dropped(key));
          return value;
        });
  }

  /** Drops a node's value, even if it is held or being made; the next reader makes it anew. */
  public void forget(K key) {
    graph.decide(() -> drop(key));
  }

  final void drop(K key) {
    made(key).ifPresent(value -> graph.afterwards(() -> free(value)));
    dropped(key);
  }

  private void dropped(K key) {
    Node<V> node = nodes.get(key);
    if (node != null) {
      room.taken(node.drop());
      tidy(key, node);
    }
  }

  final void tidy(K key, Node<V> node) {
    if (node.isEmpty() && !idle.contains(key)) {
      nodes.remove(key);
      forgotten.accept(key);
    }
  }

  static void free(Object value) {
    if (value instanceof Stored stored) {
      stored.free();
    }
  }

  /** True if a thread is making a node's value. */
  public boolean isBeingMade(K key) {
    return known(key, false, Node::isBeingMade);
  }

  /** True if no value is there or being made, and no reader is to come. */
  public boolean isEmpty() {
    return graph.decide(nodes::isEmpty);
  }

  /** Frees all values; those that are being made are freed by their makers. */
  @Override
  public void close() {
    graph.decide(
        () -> {
          closed = true;
          idle.clear();
          List.copyOf(nodes.keySet()).forEach(this::drop);
        });
  }
}
