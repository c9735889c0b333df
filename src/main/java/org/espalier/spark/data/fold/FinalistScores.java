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
 * Out-of-fold scores of the finalists of a search. The finalists are the winner, and at most {@link
 * KeptTrials#NUMBER} leading trials of distinct configurations with scores in all folds of the
 * search.
 */
public final class FinalistScores {

  private final OutOfFold kept;
  private final int winner;
  private final int folds;
  private final NavigableMap<FullCell, FullCell> places =
      new TreeMap<>(); // stored cell of the scores, by the cell that they are shown for

  /**
   * Finds the finalists, and removes the scores of all other trials except the baseline.
   *
   * @param kept scores of the cells of the search
   * @param outcomes outcomes from which the winner was chosen, the best first
   * @param winner number of the winning trial
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
   * Returns the stored cells of a trial by fold. A cell is not run again for an equal
   * configuration, so scores of another trial with the same configuration stand in for missing
   * ones.
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

  /** Returns the scores that are stored as arrays, without those that executors wrote as tables. */
  public NavigableMap<FullCell, FoldScores.Keyed> arrays() {
    NavigableMap<FullCell, FoldScores.Keyed> arrays = new TreeMap<>();
    places.forEach((shown, at) -> read(at).ifPresent(scores -> arrays.put(shown, scores)));
    return arrays;
  }

  /** Returns the values of a column for the rows of a fold, in the order of their scores. */
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
   * Returns the scores as a dataset with the columns {@code trial}, {@code fold}, {@code key},
   * {@code weight}, {@code label}, {@code prediction} and {@code scores}.
   *
   * @param refitted gives rows with the same columns for each fold of the search without scores of
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

  /**
   * Returns the repeat that a fold belongs to, counted from 0.
   *
   * @param ofOneRepeat number of folds of one repeat
   */
  public static Column repeat(Column fold, int ofOneRepeat) {
    return fold.divide(ofOneRepeat).cast("int");
  }
}
