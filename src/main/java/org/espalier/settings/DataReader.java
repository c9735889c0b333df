package org.espalier.settings;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.DataPlan;

/** Reads the section {@code data}. */
final class DataReader {

  private DataReader() {}

  static DataPlan read(Section data) {
    String source = data.requiredText("source", "name the table: source = \"path/to/table.csv\"");
    DataPlan.Format format = data.oneOf("format", DataPlan.Format.AUTO);
    Map<String, String> options = data.textsByName("options");
    String label = data.requiredText("label", "name the column to be predicted: label = column");
    Optional<String> positive = data.text("positive");
    List<String> ignore = data.texts("ignore");
    List<String> key = data.texts("key");
    DataPlan.Duplicates duplicates = data.oneOf("duplicates", DataPlan.Duplicates.TOGETHER);
    boolean nanIsMissing = data.oneOf("nan", List.of("error", "missing")).equals("missing");
    double testFraction = testFraction(data.section("test"));
    data.close();
    return new DataPlan(
        source,
        format,
        options,
        label,
        positive,
        ignore,
        key,
        duplicates,
        nanIsMissing,
        testFraction);
  }

  private static double testFraction(Section test) {
    double fraction = 0;
    if (!test.says("fraction", "none")) {
      Optional<BigDecimal> number = test.number("fraction");
      fraction = number.map(BigDecimal::doubleValue).orElse(0.0);
      if (!(fraction >= 0 && fraction < 1)) {
        test.mustBe("fraction", "none, or at least 0 and below 1");
        fraction = 0;
      }
    }
    test.close();
    return fraction;
  }
}
