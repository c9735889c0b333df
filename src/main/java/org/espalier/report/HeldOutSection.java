package org.espalier.report;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Residuals;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.HeldOutView;
import org.espalier.report.view.HeldOutView.Confusion;
import org.espalier.report.view.HeldOutView.Importance;
import org.espalier.report.view.HeldOutView.Reliability;
import org.espalier.report.view.HeldOutView.ResidualPlot;
import org.espalier.report.view.StudyReport;

/** Section of the page about the winner on held-out rows, and the data of its charts. */
final class HeldOutSection {
  private HeldOutSection() {}

  static void print(Html page, StudyReport report) {
    report.result().heldOut().ifPresent(view -> print(page, view));
  }

  private static void print(Html page, HeldOutView view) {
    page.section("held-out", "The winner on held-out rows");
    view.sentences().forEach(sentence -> page.element("p", sentence, "class", "note").line());
    page.open("div", "class", "multiples").line();
    view.curves()
        .ifPresent(
            curves -> {
              Object roc = Json.columns(BinaryCurves.Point.class, curves.roc());
              figure(page, "ROC curve", "roc", "True positives by false positives.", roc);
              String guess = "Precision by recall; guesses have %s.";
              String text = guess.formatted(curves.positives().text());
              Object recall = Json.columns(BinaryCurves.Point.class, curves.precisionRecall());
              figure(page, "Precision and recall", "recall", text, recall);
            });
    view.reliability()
        .ifPresent(
            reliability ->
                figure(
                    page,
                    "Calibration",
                    "calibration",
                    reliability.ofPositive()
                        ? "Share of positives by predicted probability."
                        : "Share of right predictions by the probability of the predicted class.",
                    reliability.bins().stream().map(HeldOutSection::bin).toList()));
    view.residuals()
        .ifPresent(
            residuals ->
                figure(
                    page,
                    "Residuals",
                    "residuals",
                    "Label less prediction, by prediction.",
                    data(residuals)));
    page.close("div").line();
    view.importance().ifPresent(importance -> importance(page, importance));
    view.confusion().ifPresent(confusion -> confusion(page, confusion));
    view.residuals().ifPresent(residuals -> quantiles(page, residuals));
    page.endSection();
  }

  private static void figure(Html page, String title, String kind, String text, Object data) {
    page.open("figure").open("figcaption").element("strong", title).text(" " + text);
    page.close("figcaption").line();
    page.chart(Chart.of(kind, title + ". " + text, data)).close("figure").line();
  }

  private static void importance(Html page, Importance importance) {
    int bars = importance.bars().size();
    page.open("figure").open("figcaption").element("strong", "Importance of columns");
    page.text(" Loss of the score as a column’s values are shuffled, ± standard error.");
    page.close("figcaption").line();
    String described = "Permutation importance of %s.".formatted(CountedNoun.of(bars, "column"));
    page.chart(Chart.of("columns", described, data(importance)).high(50 + 22 * bars));
    page.close("figure").line();
    page.open("details").element("summary", "As a table").line();
    new PageTable<Importance.Bar>()
        .text("", "Column", Importance.Bar::column)
        .number("Loss of the score", Importance.Bar::text)
        .number("± std. error", Importance.Bar::error)
        .print(page, "columns", "Permutation importance", importance.bars(), bar -> "");
    page.close("details").line();
  }

  private static void confusion(Html page, Confusion confusion) {
    page.element("h3", "Confusion matrix").line();
    List<String> classes = confusion.classes();
    PageTable<Integer> table =
        new PageTable<Integer>()
            .column("", "Label", (p, label) -> p.element("th", classes.get(label), "scope", "row"));
    for (int i = 0; i < classes.size(); i++) {
      int prediction = i;
      table.column(
          "n",
          classes.get(i),
          (p, label) -> shaded(p, confusion.rows().get(label).get(prediction)));
    }
    table.print(
        page,
        "confusion",
        "Rows by label (down) and prediction (across)",
        IntStream.range(0, classes.size()).boxed().toList(),
        label -> "");
  }

  private static void shaded(Html page, Confusion.Cell cell) {
    String shade = "--share:%.3f".formatted(cell.share());
    page.open("td", "class", "n shaded", "style", shade, "title", cell.percent().text());
    page.text(cell.weight().text()).close("td");
  }

  private static void quantiles(Html page, ResidualPlot residuals) {
    new PageTable<ResidualPlot.Quantile>()
        .number("Share of the rows", ResidualPlot.Quantile::share)
        .number("Residual at most", ResidualPlot.Quantile::text)
        .print(page, "quantiles", "Quantiles of residuals", residuals.quantiles(), q -> "");
  }

  private static Map<String, Object> bin(Reliability.Bin bin) {
    return Json.object(
        "predicted", bin.predicted(), "observed", bin.observed(), "rows", bin.rows().text());
  }

  private static Map<String, Object> data(ResidualPlot residuals) {
    return Json.object(
        "predictions",
        residuals.predictions(),
        "residuals",
        residuals.residuals(),
        "points",
        Json.columns(Residuals.Point.class, residuals.points()));
  }

  private static Map<String, Object> data(Importance importance) {
    return Json.object(
        "axis",
        importance.axis(),
        "bars",
        importance.bars().stream().map(HeldOutSection::bar).toList());
  }

  private static Map<String, Object> bar(Importance.Bar bar) {
    return Json.object(
        "column", bar.column(), "decrease", bar.decrease(), "low", bar.low(), "high", bar.high());
  }
}
