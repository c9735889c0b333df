package org.espalier.spark.data.fold;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.RankCut;
import org.espalier.spark.data.fold.FoldedTable.Form;
import org.espalier.spark.data.fold.FoldedTable.Split;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.storage.OrderedCoalesce;

/**
 * Parts of the folds of a table that cells read: all rows of a fold and of the other folds, or a
 * sample of them. A sample is stored for its announced cells where that pays off.
 */
public final class TableParts implements AutoCloseable {

  /** Part of a fold: about {@code most} of the rows that train or validate it. */
  private record FoldSample(int fold, boolean validates, long most) {
    private static FoldSample trained(FoldPart part) {
      return new FoldSample(part.fold(), false, part.trained());
    }

    private static FoldSample validated(FoldPart part) {
      return new FoldSample(part.fold(), true, part.validated());
    }
  }

  private final FoldedTable table;
  private final SplitColumns splits;
  private final Form form;
  private final WorkCache<FoldSample, CheckpointedRows> smaller;

  TableParts(FoldedTable table, SplitColumns splits, Form form) {
    this.table = table;
    this.splits = splits;
    this.form = form;
    this.smaller =
        new WorkCache<>(Room.within(table.budget() / 2), FailureCause::isOwn, System::nanoTime);
  }

  /**
   * Returns the training rows of a part. The rows of a smaller sample are a subset of those of a
   * larger one.
   *
   * @param part part with the rows of all folds, with or without held-out ones; or with about the
   *     given number of a fold's training rows, which has the same share of every class of every
   *     other fold
   */
  public Dataset<Row> training(FoldPart part) {
    return stored(FoldSample.trained(part));
  }

  /**
   * Returns the validation rows of a part. The rows of a smaller sample are a subset of those of a
   * larger one.
   */
  public Dataset<Row> validation(FoldPart part) {
    return stored(FoldSample.validated(part));
  }

  /** Returns the rows of a part, without storing any besides those of the table. */
  public Split passing(FoldPart part) {
    return passing(part, read(part.fold()));
  }

  /**
   * Returns the rows of a part as a filter of given rows.
   *
   * @param all rows like those of {@link FoldedTable#forOneReader}, stored or not
   */
  public Split passing(FoldPart part, Dataset<Row> all) {
    return new Split(rows(FoldSample.trained(part), all), rows(FoldSample.validated(part), all));
  }

  /** Returns the output of stages in as many partitions as estimators read for a part. */
  public Split narrowed(Split behind, FoldPart part) {
    return form.areFilters()
        ? new Split(
            narrowed(behind.training(), FoldSample.trained(part)),
            narrowed(behind.validation(), FoldSample.validated(part)))
        : behind;
  }

  private Dataset<Row> narrowed(Dataset<Row> some, FoldSample part) {
    return isWhole(part) || part.most() == 0
        ? some
        : OrderedCoalesce.coalesce(some, part.most(), whole(part), table.partitions());
  }

  private Dataset<Row> stored(FoldSample part) {
    return isWhole(part) || !isStored(part.most())
        ? rows(part, read(part.fold()))
        : smaller.hold(part, part, () -> form.stored(rows(part, table.all()))).rows();
  }

  /** Returns the stored rows from which a part is taken. */
  private Dataset<Row> read(int fold) {
    return fold == FoldPart.HELD_OUT_TOO ? table.withHeldOut() : table.all();
  }

  private boolean isWhole(FoldSample part) {
    return part.fold() < 0
        || part.most()
            >= (part.validates() ? table.validationRows(part.fold()) : table.smallestTraining());
  }

  /**
   * Returns true if a sample of this size is stored: if it is written to files, or if it takes at
   * most an eighth of the budget over all folds. Validation rows double that. Each lower rung has
   * at most half as many rows, which doubles it again, so all samples take at most half of the
   * budget.
   */
  private boolean isStored(long most) {
    if (form.areFilters() || most == 0) {
      return false;
    }
    double taken = (double) table.bytes() * most / table.count() * table.sizes().size();
    return form.areWritten(table.context())
        || (table.budget() > 0 && taken <= table.budget() / 8.0);
  }

  private Dataset<Row> rows(FoldSample part, Dataset<Row> all) {
    if (part.most() == 0 || part.fold() < 0) {
      return table.plain(part.most() == 0 ? all.limit(0) : all);
    }
    int fold = table.checked(part.fold());
    Column which = part.validates() ? splits.isValidation(fold) : splits.isTraining(fold);
    if (isWhole(part)) {
      return table.plain(all.where(which));
    }
    Dataset<Row> rows =
        table.plain(all.where(which.and(UncompiledThresholds.isBelow(table.rank(), share(part)))));
    return form.areFilters() ? rows : narrowed(rows, part);
  }

  /**
   * Returns the number of rows that are read in all partitions; for filters, the smallest number of
   * training rows.
   */
  private long whole(FoldSample part) {
    return form.areFilters() && !part.validates() ? table.smallestTraining() : among(part);
  }

  /** Returns the number of rows from which a part is taken. */
  private long among(FoldSample part) {
    return part.validates() ? table.validationRows(part.fold()) : table.trainingRows(part.fold());
  }

  /** Returns the rank below which rows belong to a part. */
  private double share(FoldSample part) {
    return isWhole(part) ? Double.POSITIVE_INFINITY : (double) part.most() / among(part);
  }

  /** Announces a cell that reads a part. */
  public void announce(FoldPart part) {
    smaller.announce(List.of(FoldSample.trained(part), FoldSample.validated(part)));
  }

  /**
   * Releases a cell of a part. Stored rows that no announced cell reads stay while the budget
   * allows it.
   */
  public void release(FoldPart part) {
    List<FoldSample> read = List.of(FoldSample.trained(part), FoldSample.validated(part));
    smaller.release(read);
    for (FoldSample each : read) {
      if (smaller.readers(each) == 0) {
        smaller.leave(each, each);
      }
    }
  }

  /**
   * Drops the stored rows of a part if the cluster has lost some of them; returns true if it did.
   */
  public boolean dropIfLost(FoldPart part) {
    boolean trained = smaller.dropIfLost(FoldSample.trained(part));
    return smaller.dropIfLost(FoldSample.validated(part)) || trained;
  }

  /**
   * Returns the cut of a part by the columns of folds and ranks. It is empty if these columns do
   * not determine the part: for folds over time, which train on earlier rows only, for folds after
   * the first repeat, and for parts with held-out rows.
   */
  public Optional<RankCut> cut(FoldPart part) {
    int fold = part.fold();
    if (fold == FoldPart.HELD_OUT_TOO || !splits.isByColumn(fold)) {
      return Optional.empty();
    }
    if (fold == FoldPart.NONE) {
      return Optional.of(RankCut.whole(fold));
    }
    FoldSample trained = FoldSample.trained(part);
    int learned =
        isWhole(trained)
            ? table.partitions()
            : OrderedCoalesce.share(trained.most(), whole(trained), table.partitions());
    int fitted = form.areFilters() ? table.partitions() : learned;
    double validated = share(FoldSample.validated(part));
    return Optional.of(new RankCut(fold, share(trained), validated, fitted, learned));
  }

  /** Returns the approximate storage of the training rows of a part, in bytes. */
  public long bytes(FoldPart part) {
    return part.trained() == FoldPart.ALL
        ? table.bytes()
        : (long) ((double) table.bytes() * part.trained() / table.count());
  }

  @Override
  public void close() {
    smaller.close();
  }
}
