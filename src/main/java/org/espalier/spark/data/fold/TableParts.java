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
 * Parts of the folds of a table, as cells read them: all rows of a fold and of the others, or a
 * sample of them, which is stored for its announced cells where that is worth it.
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
   * Training rows of a part. Those of a smaller number are among those of a larger one.
   *
   * @param part with rows of all folds, with or without held-out ones, or about the given number of
   *     a fold's training rows, with the same share of every class of every other fold
   */
  public Dataset<Row> training(FoldPart part) {
    return stored(FoldSample.trained(part));
  }

  /** Validation rows of a part, likewise. */
  public Dataset<Row> validation(FoldPart part) {
    return stored(FoldSample.validated(part));
  }

  /** The rows of a part, without storing any besides those of the table. */
  public Split passing(FoldPart part) {
    return passing(part, read(part.fold()));
  }

  /**
   * The rows of a part among all rows, stored ones or not.
   *
   * @param all rows like those of {@link FoldedTable#forOneReader}
   */
  public Split passing(FoldPart part, Dataset<Row> all) {
    return new Split(rows(FoldSample.trained(part), all), rows(FoldSample.validated(part), all));
  }

  /** Rows behind stages in as many partitions as estimators read of a part. */
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

  /** The stored rows of which a part is taken. */
  private Dataset<Row> read(int fold) {
    return fold == FoldPart.HELD_OUT_TOO ? table.withHeldOut() : table.all();
  }

  private boolean isWhole(FoldSample part) {
    return part.fold() < 0
        || part.most()
            >= (part.validates() ? table.validationRows(part.fold()) : table.smallestTraining());
  }

  /**
   * True if so many rows of every fold take an eighth of the budget at most. With validating rows,
   * and lower rungs of half as many or less each, this is half of the budget.
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

  /** Number of rows that take all partitions: of filters the smallest number of training rows. */
  private long whole(FoldSample part) {
    return form.areFilters() && !part.validates() ? table.smallestTraining() : among(part);
  }

  /** Number of rows from which a part is taken. */
  private long among(FoldSample part) {
    return part.validates() ? table.validationRows(part.fold()) : table.trainingRows(part.fold());
  }

  /** Rank below which rows are those of a part. */
  private double share(FoldSample part) {
    return isWhole(part) ? Double.POSITIVE_INFINITY : (double) part.most() / among(part);
  }

  /** Announces a cell that reads a part. */
  public void announce(FoldPart part) {
    smaller.announce(List.of(FoldSample.trained(part), FoldSample.validated(part)));
  }

  /** Releases a cell of a part; rows that no announced cell reads stay while there is room. */
  public void release(FoldPart part) {
    List<FoldSample> read = List.of(FoldSample.trained(part), FoldSample.validated(part));
    smaller.release(read);
    for (FoldSample each : read) {
      if (smaller.readers(each) == 0) {
        smaller.leave(each, each);
      }
    }
  }

  /** Drops stored rows of a part if the cluster has lost some of them, and returns true then. */
  public boolean dropIfLost(FoldPart part) {
    boolean trained = smaller.dropIfLost(FoldSample.trained(part));
    return smaller.dropIfLost(FoldSample.validated(part)) || trained;
  }

  /**
   * Cut of a part by the columns of folds and ranks; empty if these do not cut it: for folds over
   * time, which train on earlier rows, for those after the first repeat, and with held-out rows.
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

  /** Approximate storage of the rows of a part, in bytes. */
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
