package org.espalier.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.espalier.bench.blackbox.RecordedCells;

/**
 * Protocol 4: racing over folds against the full search, on cells that were recorded in full.
 *
 * <p>Two files: the tables on which the constants of racing were chosen, and others, of another
 * data set and other configurations, which played no part in that.
 */
final class RacingProtocol {

  private static final Path FOLDER = Path.of("src/test/resources/org/espalier/schedule");

  /** As {@code cells.py} beside it made it, like the other. */
  private static final String CHOSEN_ON = "cells.csv.gz";

  private static final String OTHERS = "cells-others.csv.gz";

  private static final double TIMES_FIVE = 2.5;
  private static final double TIMES_THREE = 1.7;
  private static final double ERRORS = 0.1;
  private static final double WRONG = 0.02;

  void run(SearchResult result, List<Integer> windows) {
    for (String file : List.of(CHOSEN_ON, OTHERS)) {
      if (!Files.exists(FOLDER.resolve(file))) {
        result.say("protocol 4, " + file, "skipped: is not there");
        continue;
      }
      RecordedCells cells = Reading.of(() -> read(FOLDER.resolve(file)));
      String of = "%s (%s)".formatted(file, String.join(", ", cells.data()));
      result.say("protocol 4, " + of, "%d tables".formatted(cells.race(5, 1).tables()));
      for (int window : windows) {
        lines(result, file.replace(".csv.gz", ""), cells, 5, window, TIMES_FIVE);
        lines(result, file.replace(".csv.gz", ""), cells, 3, window, TIMES_THREE);
      }
    }
  }

  private static RecordedCells read(Path file) throws java.io.IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      return RecordedCells.read(lines);
    }
  }

  private static void lines(
      SearchResult result, String of, RecordedCells cells, int folds, int window, double times) {
    RecordedCells.Result raced = cells.race(folds, window);
    String name = "racing, %s, %d folds, %%s".formatted(of, folds);
    result.add(
        SearchResult.Row.shown(4, name.formatted("times fewer"), window, raced.timesFewerCells(), 0)
            .judged("at least " + times, raced.timesFewerCells() >= times));
    result.add(
        SearchResult.Row.shown(4, name.formatted("loss in se"), window, raced.lossInErrors(), 0)
            .judged("at most " + ERRORS, raced.lossInErrors() <= ERRORS));
    result.add(
        SearchResult.Row.shown(4, name.formatted("wrong"), window, raced.wrong(), 0)
            .judged("under " + WRONG, raced.wrong() < WRONG));
    result.add(SearchResult.Row.shown(4, name.formatted("slots busy"), window, raced.busy(), 0));
  }
}
