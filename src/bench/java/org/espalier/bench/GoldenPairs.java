package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.bench.blackbox.SurrogateScenario;
import org.espalier.bench.blackbox.Surrogates;

/** Inputs and outputs of the published nets, computed by another runtime. */
final class GoldenPairs {

  private static final String OUTPUT = "out_";

  /** Relative, and absolute for outputs near 0: exp and log in single precision on their side. */
  private static final double RELATIVE = 1e-3;

  private static final double ABSOLUTE = 1e-6;

  private GoldenPairs() {}

  /** Adds a line for each scenario: the share of pairs within the tolerance. */
  static void check(PublishedBlackboxes blackboxes, SearchResult result) {
    for (SurrogateScenario scenario : SurrogateScenario.values()) {
      Surrogates surrogates = blackboxes.surrogates(scenario);
      List<Csv.Row> rows =
          Reading.of(() -> blackboxes.csv("yahpo/" + scenario.folder() + "/golden.csv"));
      long good = rows.stream().filter(row -> agrees(surrogates, row)).count();
      result.add(
          SearchResult.Row.shown(1, "golden pairs of " + scenario.folder(), 0, (double) good, 0)
              .beside(rows.size(), "onnxruntime 1.21")
              .judged("all within 1e-3", good == rows.size()));
    }
  }

  private static boolean agrees(Surrogates surrogates, Csv.Row row) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (String column : row.columns()) {
      if (!column.startsWith(OUTPUT) && !row.text(column).isEmpty()) {
        inputs.put(column, surrogates.isCategory(column) ? row.text(column) : row.number(column));
      }
    }
    List<Double> predicted = surrogates.predict(inputs);
    for (int i = 0; i < predicted.size(); i++) {
      double expected = row.number(OUTPUT + surrogates.outputs().get(i));
      double tolerance = RELATIVE * Math.abs(expected) + ABSOLUTE;
      if (!(Math.abs(predicted.get(i) - expected) <= tolerance)) {
        return false;
      }
    }
    return true;
  }
}
