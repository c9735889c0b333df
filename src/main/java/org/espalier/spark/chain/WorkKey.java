package org.espalier.spark.chain;

import java.util.List;

/**
 * Key of shared work: the rows of a part of the table behind fitted stages, and what is made of
 * them.
 *
 * @param part part of the table, or {@link #ALL} if all stages treat each row by itself
 * @param path the stages, in their order
 * @param scored true for rows that come with those to be scored
 */
public record WorkKey(FoldPart part, List<StepKey> path, boolean scored) {

  /** All rows of all folds. */
  static final FoldPart ALL = FoldPart.whole(FoldPart.NONE);

  public WorkKey {
    path = List.copyOf(path);
  }

  /** Rows behind so many stages of a chain. */
  public static WorkKey of(PipelineSteps chain, int depth, FoldPart part) {
    return new WorkKey(isOfAll(chain, depth, part) ? ALL : part, chain.path(depth), false);
  }

  /** Rows behind all stages of a chain before its last estimator, which is fitted on them. */
  public static WorkKey ofFit(PipelineSteps chain, FoldPart part) {
    return new WorkKey(part, chain.path(chain.last()), chain.endsWithEstimator());
  }

  /** Rows of all folds behind some stages. */
  public static WorkKey ofAllRows(List<StepKey> path) {
    return new WorkKey(ALL, path, false);
  }

  /** True if the rows are those of a whole fold of rows that are the same for all folds. */
  public static boolean isOfAll(PipelineSteps chain, int depth, FoldPart part) {
    return part.isWhole() && depth <= chain.leading();
  }

  /** Key whose rows take as much room for any fold. */
  public WorkKey ofAnyFold() {
    return new WorkKey(new FoldPart(ALL.fold(), part.trained(), part.validated()), path, scored);
  }
}
