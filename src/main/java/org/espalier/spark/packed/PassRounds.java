package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.train.tree.FoundSplit;
import org.espalier.train.tree.NodeQuery;
import org.espalier.train.tree.SteppedGrowth;

/**
 * Rounds of passes in which trees of several models grow together. In each round, every growth
 * splits one group of nodes. A round is one job, or several if the sums of all nodes take too much
 * of an executor's heap.
 */
final class PassRounds {

  /** Divisor of the heap for the sums of all tasks of an executor: an eighth. */
  private static final int PART_OF_HEAP = 8;

  /** Approximate bytes of a split that is sent to the driver; a node may have smaller sums. */
  private static final int SPLIT_BYTES = 512;

  /** Model that grows in the rounds. */
  interface GrowingModel {

    SteppedGrowth growth();

    /** Returns false if the model should leave; it is called before each round. */
    boolean isWanted();

    /** Takes the completed growth; returns models that begin in the next round. */
    List<GrowingModel> grown() throws InterruptedException;
  }

  private final SplitJob job;
  private final long most;
  private final List<Integer> asked = new ArrayList<>();
  private final List<NodeQuery> queries = new ArrayList<>();
  private long bytes = 0; // of the queries

  PassRounds(PackedCodes rows) {
    TaskHeap heap = TaskHeap.of(rows.context().sc());
    this.job = new SplitJob(rows, TreeTrainer.order());
    this.most = heap.executor().bytes() / PART_OF_HEAP / heap.slots();
  }

  /** Runs rounds until all models are grown or have left. */
  void run(Collection<? extends GrowingModel> members) throws InterruptedException {
    List<GrowingModel> growing = new ArrayList<>(members);
    while (!growing.isEmpty()) {
      List<GrowingModel> next = new ArrayList<>();
      List<GrowingModel> begun = new ArrayList<>();
      for (GrowingModel member : growing) {
        if (!member.isWanted()) {
          continue;
        }
        if (member.growth().next()) {
          next.add(member);
        } else {
          begun.addAll(member.grown());
        }
      }
      round(next.stream().map(GrowingModel::growth).toList());
      growing = next;
      growing.addAll(begun);
    }
  }

  private void round(List<SteppedGrowth> growths) {
    List<List<FoundSplit>> found = new ArrayList<>();
    for (SteppedGrowth growth : growths) {
      found.add(new ArrayList<>());
      int from = 0;
      for (int at = 0; at < growth.size(); at++) {
        long own = growth.bytes(at) + SPLIT_BYTES;
        if (bytes > 0 && bytes + own > most) {
          query(growth, from, at, found);
          ask(found);
          from = at;
        }
        bytes += own;
      }
      query(growth, from, growth.size(), found);
    }
    ask(found);
    for (int i = 0; i < growths.size(); i++) {
      growths.get(i).take(found.get(i));
    }
  }

  private void query(SteppedGrowth growth, int from, int to, List<List<FoundSplit>> found) {
    if (to > from) {
      asked.add(found.size() - 1);
      queries.add(growth.query(from, to));
    }
  }

  private void ask(List<List<FoundSplit>> found) {
    if (queries.isEmpty()) {
      return;
    }
    List<List<FoundSplit>> splits = job.found(queries);
    for (int i = 0; i < splits.size(); i++) {
      found.get(asked.get(i)).addAll(splits.get(i));
    }
    asked.clear();
    queries.clear();
    bytes = 0;
  }
}
