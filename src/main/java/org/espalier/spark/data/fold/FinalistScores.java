package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore.FullCell;
import org.espalier.space.Configuration;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Out-of-fold scores of the finalists of a search: of the winner, and of the leading trials of
 * distinct configurations with scores in all folds of the search, {@link KeptTrials#NUMBER} at
 * most.
 */
public final class FinalistScores {

  private final OutOfFold kept;
  private final int winner;
  private final int folds;
  private final NavigableMap<FullCell, FullCell> places =
      new TreeMap<>(); // of the scores, by that shown

  /**
   * Finds the finalists, and removes the scores of other trials but the baseline.
   *
   * @param outcomes among which the winner was chosen, the best first
   * @param folds number of folds of the search
   */
  public FinalistScores(
      OutOfFold kept, Study study, List<Outcome> outcomes, int winner, int folds) {
    this.kept = kept;
    this.winner = winner;
    this.folds = folds;
    SortedSet<FullCell> all = kept.places();
    List<Outcome> whole = outcomes.stream().filter(each -> isWhole(all, study, each)).toList();
    SortedSet<Integer> finalists =
        new TreeSet<>(KeptTrials.distinct(study, whole, KeptTrials.NUMBER));
    finalists.add(winner);
    finalists.forEach(
        trial ->
            cells(all, study, trial)
                .forEach((fold, at) -> places.put(new FullCell(trial, fold), at)));
    kept.retain(
        Stream.concat(Stream.of(KeptTrials.BASELINE), places.values().stream().map(FullCell::trial))
            .toList());
  }

  private boolean isWhole(SortedSet<FullCell> all, Study study, Outcome outcome) {
    NavigableMap<Integer, FullCell> own = cells(all, study, outcome.proposal().trial());
    return IntStream.range(0, folds).allMatch(own::containsKey);
  }

  /**
   * Scores of a trial by fold: its own, or those of another one with its configuration, as a cell
   * is not run again.
   */
  private static NavigableMap<Integer, FullCell> cells(
      SortedSet<FullCell> all, Study study, int trial) {
    Configuration configuration = study.trials().get(trial).configuration();
    NavigableMap<Integer, FullCell> own = new TreeMap<>();
    for (FullCell place : all) {
      if (place.trial() < study.trials().size()
          && study.trials().get(place.trial()).configuration().equals(configuration)) {
        own.merge(place.fold(), place, (known, other) -> other.trial() == trial ? other : known);
      }
    }
    return own;
  }

  /** The scores in arrays; those that executors wrote as tables are not among them. */
  public NavigableMap<FullCell, FoldScores.Keyed> arrays() {
    NavigableMap<FullCell, FoldScores.Keyed> arrays = new TreeMap<>();
    places.forEach((shown, at) -> read(at).ifPresent(scores -> arrays.put(shown, scores)));
    return arrays;
  }

  /** Values of a column for the rows of a fold, in the order of their scores. */
  public List<Row> values(int fold, Column column) {
    return kept.values(fold, column);
  }

  private Optional<FoldScores.Keyed> read(FullCell place) {
    try {
      return kept.store().get(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The scores as a dataset of columns {@code trial}, {@code fold}, {@code key}, {@code weight},
   * {@code label}, {@code prediction} and {@code scores}.
   *
   * @param refitted rows of the same columns for a fold of the search for which there are none of
   *     the winner
   */
  public Dataset<Row> table(IntFunction<Dataset<Row>> refitted) {
    NavigableMap<FullCell, FoldScores.Keyed> arrays = arrays();
    List<Dataset<Row>> parts = new ArrayList<>();
    if (!arrays.isEmpty()) {
      List<ScoredRows.Block> blocks = new ArrayList<>();
      arrays.forEach((place, rows) -> blocks.add(new ScoredRows.Block(place, rows)));
      parts.add(kept.session().createDataFrame(kept.rows(blocks), ScoredRows.SCHEMA));
    }
    places.forEach(
        (shown, at) -> {
          if (!arrays.containsKey(shown)) {
            parts.add(written(shown, at));
          }
        });
    IntStream.range(0, folds)
        .filter(fold -> !places.containsKey(new FullCell(winner, fold)))
        .mapToObj(refitted)
        .forEach(parts::add);
    return parts.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  private Dataset<Row> written(FullCell shown, FullCell at) {
    return kept.session()
        .read()
        .schema(ScoredRows.SCHEMA)
        .parquet(kept.store().table(at).orElseThrow())
        .withColumn(ScoredRows.TRIAL, lit(shown.trial()))
        .withColumn(ScoredRows.FOLD, lit(shown.fold()));
  }

  /** The repeat of the folds that a fold belongs to, from 0. */
  public static Column repeat(Column fold, int ofOneRepeat) {
    return fold.divide(ofOneRepeat).cast("int");
  }
}
