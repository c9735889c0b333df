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
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.ForestGrowth;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.SteppedGrowth;
import org.espalier.train.tree.TreeParams;

/**
 * Training of trees and forests by passes over packed rows. If weights are whole numbers, each node
 * equals MLlib's on the same partitions. Candidates grow together, each by a group of nodes in a
 * round, and none depends on the others. Of candidates that differ only in depth, the deepest is
 * grown; the others are cut out of it if it contains them.
 */
public final class PassedForests {

  private final PackedCodes rows;
  private final List<Candidate> candidates;
  private final IntPredicate isWanted;
  private final List<Optional<ForestModel>> models;

  /** Key of candidates that differ only in depth. */
  private record Depths(Class<?> estimator, int fold, int classes, TreeParams params) {}

  private PassedForests(PackedCodes rows, List<Candidate> candidates, IntPredicate isWanted) {
    this.rows = rows;
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
  public static List<Optional<ForestModel>> train(
      PackedCodes rows, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    PassedForests forests = new PassedForests(rows, candidates, isWanted);
    List<PassRounds.GrowingModel> members = new ArrayList<>();
    forests.byDepth().forEach((depths, places) -> members.addAll(forests.begun(depths, places)));
    new PassRounds(rows).run(members);
    return forests.models;
  }

  /** Groups the candidates that can be trained; those that differ only in depth are together. */
  private Map<Depths, List<Integer>> byDepth() {
    Map<Depths, List<Integer>> together = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      TreeParams params = params(i);
      rows.cuts().require(candidate.estimator());
      OptionalInt classes =
          TreeTrainer.classes(
              candidate.estimator(), rows.labels(candidate.fold()), rows.declaredClasses());
      if (classes.isPresent()) {
        Depths depths =
            new Depths(
                candidate.estimator().getClass(),
                candidate.fold(),
                classes.getAsInt(),
                params.withDepth(0));
        together.computeIfAbsent(depths, of -> new ArrayList<>()).add(i);
      }
    }
    return together;
  }

  private TreeParams params(int candidate) {
    return TreeTrainer.params(candidates.get(candidate).estimator());
  }

  /** Begins the forest of the deepest of some candidates; empty if MLlib refuses it. */
  private List<PassRounds.GrowingModel> begun(Depths depths, List<Integer> places) {
    if (places.isEmpty()) {
      return List.of();
    }
    List<Integer> deepest = new ArrayList<>(places);
    deepest.sort(Comparator.comparingInt(i -> -params(i).limits().maxDepth()));
    try {
      ForestGrowth growth =
          new ForestGrowth(
              rows.coding().value().value(),
              depths.fold,
              depths.classes,
              rows.isWeighted(),
              params(deepest.get(0)),
              TreeTrainer.order(),
              StopRequest.onInterrupt());
      return List.of(new Growing(depths, growth, deepest));
    } catch (IllegalArgumentException e) { // an ordinary fit reports more categories than bins
      return List.of();
    }
  }

  /** Growing forest, and the candidates that are cut out of it. */
  private final class Growing implements PassRounds.GrowingModel {

    private final Depths depths;
    private final ForestGrowth forest;
    private final List<Integer> places;

    Growing(Depths depths, ForestGrowth forest, List<Integer> places) {
      this.depths = depths;
      this.forest = forest;
      this.places = places;
    }

    @Override
    public SteppedGrowth growth() {
      return forest;
    }

    @Override
    public boolean isWanted() {
      return places.stream().anyMatch(isWanted::test);
    }

    /** Cuts out the candidates; another forest begins for those that this one does not contain. */
    @Override
    public List<PassRounds.GrowingModel> grown() throws InterruptedException {
      GrownForest grown = forest.forest();
      List<Integer> left = new ArrayList<>();
      for (int i : places) {
        TreeParams.SplitLimits limits = params(i).limits();
        if (grown.answers(limits.maxDepth(), limits.minInfoGain())) {
          models.set(
              i,
              Optional.of(
                  grown.model(limits.maxDepth(), limits.minInfoGain(), StopRequest.onInterrupt())));
        } else {
          left.add(i);
        }
      }
      return begun(depths, left);
    }
  }
}
