package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.sharing.fit.FitRows;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.sharing.stage.RowKey;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spark.task.rows.CellRows;

/**
 * Rows behind the stages of chains, which their last estimators are fitted on.
 *
 * @param scoring results of fits inside tasks
 */
record LearnerTables(
    FoldedTable table, SharedPrefixes prefixes, ColumnStages columns, TaskScoring scoring) {

  /** Key of the rows that the last estimator sees. */
  static Object key(PipelineSteps chain, FoldPart part) {
    List<Object> key = new ArrayList<>();
    key.add(part);
    key.addAll(chain.path(chain.last()));
    key.add(chain.endsWithEstimator());
    return key;
  }

  /** Rows that the last estimator is fitted on. */
  FitRows rows(PipelineSteps chain, FoldPart part) {
    boolean scored = chain.endsWithEstimator() && scoring.scores(chain.learner());
    Supplier<Dataset<?>> training = () -> prefixes.rows(chain, part).training();
    Supplier<Dataset<?>> passing = () -> prefixes.passing(chain, part).training();
    CellRows cells =
        RowKey.isOfAll(chain, chain.shareable(), part) && table.cut(part).isPresent()
            ? folded(chain, part)
            : (scored
                    ? CellRows.split(
                        key(chain, part), passing, () -> prefixes.passing(chain, part).validation())
                    : CellRows.whole(key(chain, part), passing))
                .of(() -> columns.columns(chain, part));
    return new FitRows(key(chain, part), training, cells, scored, chain.jobs(), chain.continued());
  }

  /** The rows of a fold of a table that is the same for all folds. */
  CellRows folded(PipelineSteps chain, FoldPart part) {
    return CellRows.folded(
        chain.path(chain.shareable()),
        part.fold(),
        table.fold(),
        () -> prefixes.allRows(chain, chain.shareable(), part));
  }
}
