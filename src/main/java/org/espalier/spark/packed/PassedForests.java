package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.espalier.spark.local.TaskHeap;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.train.Stop;
import org.espalier.train.tree.ForestGrowth;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.FoundSplit;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.NodeQuery;
import org.espalier.train.tree.TreeOrder;
import org.espalier.train.tree.TreeParams;

/**
 * Training of trees and forests by passes over packed rows: node for node MLlib's on the same
 * partitions, wherever weights are whole numbers. Candidates grow side by side, a group of nodes of
 * each in a pass, and none depends on the others. Of those that differ in depth alone the deepest
 * grows, and the others are cut out of it where it contains them.
 */
public final class PassedForests {

  /** Share of the heap that the sums of all tasks of an executor may take: an eighth. */
  private static final int PART_OF_HEAP = 8;

  private final PackedCodes rows;
  private final List<Candidate> candidates;
  private final IntPredicate isWanted;
  private final TreeOrder order;
  private final long most;
  private final List<Optional<ForestModel>> models;

  /** Candidates of one fold that differ in depth alone, the deepest first. */
  private record Depths(Object estimator, int fold, int classes, TreeParams params) {}

  /**
   * Forest that grows.
   *
   * @param candidates that are cut out of it, its own first
   * @param found splits of the first nodes of its group
   */
  private record Growing(ForestGrowth forest, List<Integer> candidates, List<FoundSplit> found) {}

  private PassedForests(
      PackedCodes rows, List<Candidate> candidates, IntPredicate isWanted, TreeOrder order) {
    TaskHeap heap = TaskHeap.of(rows.context().sc());
    this.rows = rows;
    this.candidates = candidates;
    this.isWanted = isWanted;
    this.order = order;
    this.most = heap.executor().bytes() / PART_OF_HEAP / heap.slots();
    this.models = new ArrayList<>(Collections.nCopies(candidates.size(), Optional.empty()));
  }

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @param rows packed with the cut points of all candidates
   * @param isWanted by place; asked before each pass, and a candidate that is not wanted any more
   *     leaves
   * @return in their order; empty where an ordinary fit has to report what is wrong, and for those
   *     that left
   */
  public static List<Optional<ForestModel>> train(
      PackedCodes rows, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    PassedForests forests = new PassedForests(rows, candidates, isWanted, TreeTrainer.order());
    forests.run();
    return forests.models;
  }

  private void run() throws InterruptedException {
    List<Growing> growing = new ArrayList<>();
    for (List<Integer> depths : byDepth().values()) {
      start(depths).ifPresent(growing::add);
    }
    while (!growing.isEmpty()) {
      List<Growing> grown = new ArrayList<>();
      for (Growing each : List.copyOf(growing)) {
        if (each.candidates.stream().noneMatch(isWanted::test)) {
          growing.remove(each);
        } else if (!each.forest.next()) {
          growing.remove(each);
          grown.add(each);
        }
      }
      pass(growing);
      for (Growing each : grown) {
        List<Integer> left = cut(each);
        if (!left.isEmpty()) {
          start(left).ifPresent(growing::add);
        }
      }
    }
  }

  /** Candidates that can be trained, those that differ in depth alone together. */
  private Map<Depths, List<Integer>> byDepth() {
    Map<Depths, List<Integer>> together = new LinkedHashMap<>();
    for (int i : IntStream.range(0, candidates.size()).toArray()) {
      Candidate candidate = candidates.get(i);
      OptionalInt classes =
          TreeTrainer.classes(
              candidate.estimator(), rows.labels(candidate.fold()), rows.declaredClasses());
      if (classes.isPresent()) {
        Depths key =
            new Depths(
                candidate.estimator().getClass(),
                candidate.fold(),
                classes.getAsInt(),
                params(i).withDepth(0));
        together.computeIfAbsent(key, of -> new ArrayList<>()).add(i);
      }
    }
    together
        .values()
        .forEach(
            depths -> depths.sort(Comparator.comparingInt(i -> -params(i).limits().maxDepth())));
    return together;
  }

  private TreeParams params(int candidate) {
    TreeParams params = TreeTrainer.params(candidates.get(candidate).estimator());
    if (!rows.cuts().equals(new PackedCodes.Cuts(params.maxBins(), params.seed()))) {
      throw new IllegalArgumentException(
          "%s is no candidate for rows that are packed for %s.".formatted(params, rows.cuts()));
    }
    return params;
  }

  /** The first of some candidates; empty if MLlib refuses it, and with it the others. */
  private Optional<Growing> start(List<Integer> depths) {
    Candidate first = candidates.get(depths.get(0));
    int classes =
        TreeTrainer.classes(first.estimator(), rows.labels(first.fold()), rows.declaredClasses())
            .orElseThrow();
    try {
      ForestGrowth forest =
          new ForestGrowth(
              rows.coding().value(),
              first.fold(),
              classes,
              rows.isWeighted(),
              params(depths.get(0)),
              order,
              Stop.onInterrupt());
      return Optional.of(new Growing(forest, depths, new ArrayList<>()));
    } catch (IllegalArgumentException e) { // an ordinary fit reports more categories than bins
      return Optional.empty();
    }
  }

  /** Splits the groups of all forests, by as many jobs as the sums of their nodes need. */
  private void pass(List<Growing> growing) {
    List<Growing> asked = new ArrayList<>();
    List<NodeQuery> queries = new ArrayList<>();
    long bytes = 0;
    for (Growing each : growing) {
      int from = 0;
      for (int at = 0; at < each.forest.size(); at++) {
        long own = each.forest.bytes(at);
        if (bytes > 0 && bytes + own > most) {
          if (at > from) {
            asked.add(each);
            queries.add(each.forest.query(from, at));
          }
          ask(asked, queries);
          from = at;
          bytes = 0;
        }
        bytes += own;
      }
      asked.add(each);
      queries.add(each.forest.query(from, each.forest.size()));
    }
    if (!queries.isEmpty()) {
      ask(asked, queries);
    }
    for (Growing each : growing) {
      each.forest.take(each.found);
      each.found.clear();
    }
  }

  private void ask(List<Growing> asked, List<NodeQuery> queries) {
    List<List<FoundSplit>> splits = new SplitJob(rows, order).found(queries);
    for (int i = 0; i < splits.size(); i++) {
      asked.get(i).found.addAll(splits.get(i));
    }
    asked.clear();
    queries.clear();
  }

  /** Cuts the models out of a forest; the candidates that are not contained in it are left. */
  private List<Integer> cut(Growing grown) throws InterruptedException {
    GrownForest forest = grown.forest.forest();
    List<Integer> left = new ArrayList<>();
    for (int i : grown.candidates) {
      TreeParams.Limits limits = params(i).limits();
      if (forest.answers(limits.maxDepth(), limits.minInfoGain())) {
        models.set(
            i,
            Optional.of(forest.model(limits.maxDepth(), limits.minInfoGain(), Stop.onInterrupt())));
      } else {
        left.add(i);
      }
    }
    return left;
  }
}
