package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.ml.tree.GBTParams;
import org.espalier.spark.local.trainer.BoostedTrees;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.BoostedGrowth;
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.Boosting;
import org.espalier.train.tree.SteppedGrowth;

/**
 * Training of gradient-boosted trees by passes over packed rows. Candidates grow together, each by
 * a level of a tree in a round, and none depends on the others. Candidates that differ only in the
 * number of iterations are trained once.
 */
public final class PassedBoosting {

  private final List<Candidate> candidates;
  private final IntPredicate isWanted;
  private final List<Optional<BoostedModel>> models;

  private PassedBoosting(List<Candidate> candidates, IntPredicate isWanted) {
    this.candidates = candidates;
    this.isWanted = isWanted;
    this.models = new ArrayList<>(Collections.nCopies(candidates.size(), Optional.empty()));
  }

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @param rows rows packed with the cut points of all candidates
   * @param isWanted tests the index of a candidate before each round; a candidate leaves if it is
   *     no longer wanted
   * @return models in the order of the candidates; empty for a candidate that has left, or whose
   *     error an ordinary fit must report
   */
  public static List<Optional<BoostedModel>> train(
      PackedCodes rows, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    PassedBoosting all = new PassedBoosting(candidates, isWanted);
    Map<Boosting, List<Integer>> together = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      rows.cuts().require(candidate.estimator());
      if (BoostedTrees.takes(
          candidate.estimator(), rows.labels(candidate.fold()), rows.declaredClasses())) {
        Boosting boosting = BoostedTrees.boosting(candidate.estimator(), candidate.fold());
        together.computeIfAbsent(boosting, of -> new ArrayList<>()).add(i);
      }
    }
    List<Growing> members = new ArrayList<>();
    together.forEach((boosting, places) -> all.begin(rows, boosting, places, members));
    new PassRounds(rows).run(members);
    return all.models;
  }

  private int iterations(int candidate) {
    return ((GBTParams) candidates.get(candidate).estimator()).getMaxIter();
  }

  private void begin(
      PackedCodes rows, Boosting boosting, List<Integer> places, List<Growing> members) {
    int most = places.stream().mapToInt(this::iterations).max().orElseThrow();
    try {
      BoostedGrowth growth =
          new BoostedGrowth(
              rows.coding().value().value(),
              boosting,
              most,
              TreeTrainer.order(),
              StopRequest.onInterrupt());
      members.add(new Growing(growth, places));
    } catch (IllegalArgumentException e) {
      // an ordinary fit reports more categories than bins
    }
  }

  /** Growing model with as many trees as the longest candidate has. */
  private final class Growing implements PassRounds.GrowingModel {

    private final BoostedGrowth trees;
    private final List<Integer> places;

    Growing(BoostedGrowth trees, List<Integer> places) {
      this.trees = trees;
      this.places = places;
    }

    @Override
    public SteppedGrowth growth() {
      return trees;
    }

    @Override
    public boolean isWanted() {
      return places.stream().anyMatch(isWanted::test);
    }

    @Override
    public List<PassRounds.GrowingModel> grown() {
      for (int i : places) {
        models.set(i, Optional.of(trees.model().first(iterations(i))));
      }
      return List.of();
    }
  }
}
