package org.espalier.spark.cache;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.WorkKey;

/**
 * Rows behind the stages of chains, which their last estimators are fitted on.
 *
 * @param scoring results of fits inside tasks
 */
record LearnerTables(
    FoldedTable table, StageCache stages, ColumnStages columns, TaskScoring scoring) {

  /** Rows that the last estimator is fitted on. */
  FitRows rows(PipelineSteps chain, FoldPart part) {
    boolean scored = chain.endsWithEstimator() && scoring.scores(chain.learner());
    Supplier<Dataset<?>> training = () -> stages.rows(chain, part).training();
    Supplier<Dataset<?>> passing = () -> stages.passing(chain, part).training();
    CellRows cells =
        WorkKey.isOfAll(chain, chain.shareable(), part) && table.parts().cut(part).isPresent()
            ? folded(chain, part)
            : (scored
                    ? CellRows.split(
                        WorkKey.ofFit(chain, part),
                        passing,
                        () -> stages.passing(chain, part).validation())
                    : CellRows.whole(WorkKey.ofFit(chain, part), passing))
                .of(() -> columns.columns(chain, part));
    return new FitRows(
        WorkKey.ofFit(chain, part), training, cells, scored, chain.jobs(), chain.continued());
  }

  /** The rows of a fold of a table that is the same for all folds. */
  CellRows folded(PipelineSteps chain, FoldPart part) {
    return CellRows.folded(
        WorkKey.ofAllRows(chain.path(chain.shareable())),
        part.fold(),
        table.fold(),
        () -> stages.allRows(chain, chain.shareable(), part));
  }
}
