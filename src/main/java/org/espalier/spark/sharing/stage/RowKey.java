package org.espalier.spark.sharing.stage;

import java.util.List;
import org.espalier.spark.rows.FoldPart;

/**
 * Key of the rows after fitted stages.
 *
 * @param part part of the table, or {@link #ALL} if all stages treat each row by itself
 */
public record RowKey(FoldPart part, List<StepKey> path) {

  /** All rows of all folds. */
  static final FoldPart ALL = FoldPart.whole(FoldPart.NONE);

  public RowKey {
    path = List.copyOf(path);
  }

  public static RowKey of(PipelineSteps chain, int depth, FoldPart part) {
    return new RowKey(isOfAll(chain, depth, part) ? ALL : part, chain.path(depth));
  }

  /** True if the rows are those of a whole fold of rows that are the same for all folds. */
  public static boolean isOfAll(PipelineSteps chain, int depth, FoldPart part) {
    return part.isWhole() && depth <= chain.leading();
  }

  /** Key whose rows take as much room for any fold. */
  public RowKey ofAnyFold() {
    return new RowKey(new FoldPart(ALL.fold(), part.trained(), part.validated()), path);
  }
}
