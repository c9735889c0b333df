package org.espalier.report.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyRecord;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Calibration;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.Residuals;
import org.espalier.numeric.CountedNoun;

/**
 * Examination of the winner's model on the held-out rows, ready to be drawn. A part is empty where
 * the model has none, or a sentence says why it was left out.
 *
 * @param sentences rows that were examined, columns that were shuffled, and what was left out
 */
public record HeldOutView(
    Optional<Curves> curves,
    Optional<Reliability> reliability,
    Optional<Confusion> confusion,
    Optional<ResidualPlot> residuals,
    Optional<Importance> importance,
    List<String> sentences) {

  public HeldOutView {
    sentences = List.copyOf(sentences);
  }

  /**
   * ROC curve and precision-recall curve, with all axes from 0 to 1.
   *
   * @param positives share of the positive class: precision of guesses
   */
  public record Curves(
      List<BinaryCurves.Point> roc,
      List<BinaryCurves.Point> precisionRecall,
      FormattedNumber positives) {}

  /**
   * Calibration of probabilities.
   *
   * @param ofPositive true for the probability of the positive one of two classes, false for that
   *     of the predicted class
   */
  public record Reliability(boolean ofPositive, List<Bin> bins) {

    /** Bin of similar probabilities, in numbers and as texts. */
    public record Bin(
        double predicted,
        double observed,
        FormattedNumber predictedText,
        FormattedNumber observedText,
        FormattedNumber rows) {}
  }

  /**
   * Confusion matrix.
   *
   * @param rows cells of each label, by prediction, in the order of the classes
   */
  public record Confusion(List<String> classes, List<List<Cell>> rows) {

    /**
     * Rows of a label that have a prediction.
     *
     * @param share share of the label's rows, in [0, 1]
     */
    public record Cell(FormattedNumber weight, double share, FormattedNumber percent) {}
  }

  /** Residuals against predictions, with their quantiles. */
  public record ResidualPlot(
      List<Residuals.Point> points,
      ScoreAxis predictions,
      ScoreAxis residuals,
      List<Quantile> quantiles) {

    /**
     * Residual that a share of the rows does not exceed.
     *
     * @param share as a percentage
     */
    public record Quantile(FormattedNumber share, double residual, FormattedNumber text) {}
  }

  /**
   * Importance of columns, the most important one first.
   *
   * @param axis holds 0 and all error bars
   */
  public record Importance(List<Bar> bars, ScoreAxis axis) {

    /**
     * Mean loss of the score without a column's information.
     *
     * @param low the mean less its standard error
     * @param high the mean plus its standard error
     */
    public record Bar(
        String column,
        double decrease,
        double low,
        double high,
        FormattedNumber text,
        FormattedNumber error) {}
  }

  /** The view of a study whose winner was examined. */
  static Optional<HeldOutView> of(StudyRecord record) {
    return record.course().examination().map(examined -> of(record, examined));
  }

  private static HeldOutView of(StudyRecord record, HeldOutExamination examined) {
    return new HeldOutView(
        examined.curves().map(HeldOutView::curves),
        examined
            .calibration()
            .map(calibration -> reliability(examined.curves().isPresent(), calibration)),
        examined.confusion().map(HeldOutView::confusion),
        examined.residuals().map(HeldOutView::residuals),
        examined.importance().map(HeldOutView::importance),
        sentences(record, examined));
  }

  private static Curves curves(BinaryCurves curves) {
    List<BinaryCurves.Point> points = curves.precisionRecall();
    return new Curves(
        curves.roc(), points, FormattedNumber.percent(points.get(points.size() - 1).y()));
  }

  private static Reliability reliability(boolean ofPositive, Calibration calibration) {
    return new Reliability(
        ofPositive,
        calibration.bins().stream()
            .map(
                bin ->
                    new Reliability.Bin(
                        bin.predicted(),
                        bin.observed(),
                        FormattedNumber.percent(bin.predicted()),
                        FormattedNumber.percent(bin.observed()),
                        FormattedNumber.count(bin.rows())))
            .toList());
  }

  private static Confusion confusion(ConfusionTable table) {
    return new Confusion(
        table.classes(),
        table.weights().stream()
            .map(
                row -> {
                  double all = row.stream().mapToDouble(weight -> weight).sum();
                  return row.stream().map(weight -> cell(weight, all)).toList();
                })
            .toList());
  }

  private static Confusion.Cell cell(double weight, double all) {
    double share = all == 0 ? 0 : Math.min(1, weight / all);
    int decimals = weight == Math.rint(weight) ? 0 : FormattedNumber.decimals(weight);
    return new Confusion.Cell(
        FormattedNumber.fixed(weight, decimals), share, FormattedNumber.percent(share));
  }

  private static ResidualPlot residuals(Residuals residuals) {
    List<Residuals.Quantile> quantiles = residuals.quantiles();
    double largest = quantiles.stream().mapToDouble(q -> Math.abs(q.residual())).max().orElse(0);
    int decimals = FormattedNumber.decimals(largest);
    Stream<Double> shown = residuals.points().stream().map(Residuals.Point::residual);
    return new ResidualPlot(
        residuals.points(),
        ScoreAxis.around(residuals.points().stream().map(Residuals.Point::prediction).toList()),
        ScoreAxis.around(Stream.concat(shown, Stream.of(0.0)).toList()),
        quantiles.stream()
            .map(
                quantile ->
                    new ResidualPlot.Quantile(
                        FormattedNumber.percent(quantile.share()),
                        quantile.residual(),
                        FormattedNumber.signed(quantile.residual(), decimals)))
            .toList());
  }

  private static Importance importance(PermutationImportance found) {
    double largest =
        found.columns().stream().mapToDouble(one -> Math.abs(one.decrease())).max().orElse(0);
    int decimals = FormattedNumber.decimals(largest);
    List<Importance.Bar> bars =
        found.columns().stream()
            .sorted(Comparator.comparingDouble(PermutationImportance.Column::decrease).reversed())
            .map(
                one ->
                    new Importance.Bar(
                        one.name(),
                        one.decrease(),
                        one.decrease() - one.error(),
                        one.decrease() + one.error(),
                        FormattedNumber.signed(one.decrease(), decimals),
                        FormattedNumber.error(one.error(), one.decrease(), decimals)))
            .toList();
    Stream<Double> ends = bars.stream().flatMap(bar -> Stream.of(bar.low(), bar.high()));
    return new Importance(bars, ScoreAxis.around(Stream.concat(ends, Stream.of(0.0)).toList()));
  }

  private static List<String> sentences(StudyRecord record, HeldOutExamination examined) {
    List<String> sentences = new ArrayList<>();
    HeldOutExamination.Sample sample = examined.sample();
    String all = CountedNoun.of(sample.heldOut(), "held-out row");
    if (sample.rows() == sample.heldOut()) {
      sentences.add("Examined on all %s.".formatted(all));
    } else if (sample.rows() > 0) {
      sentences.add("Examined on a sample of %,d of %s.".formatted(sample.rows(), all));
    }
    if (sample.rows() > 0
        && record.summary().result().refit().filter(ModelRefit::isDone).isPresent()) {
      sentences.add("The examined model was fitted on the training rows alone, not on these rows.");
    }
    examined.importance().ifPresent(found -> sentences.add(shuffled(record, found)));
    sentences.addAll(examined.leftOut());
    return sentences;
  }

  private static String shuffled(StudyRecord record, PermutationImportance found) {
    int shown = found.columns().size();
    String columns =
        found.all() > shown
            ? "Of the first %,d of %,d columns".formatted(shown, found.all())
            : "Of each column";
    return "%s, the values were shuffled %d times among %s: the importance is the mean loss in %s, with its standard error."
        .formatted(
            columns,
            found.repeats(),
            CountedNoun.of(found.rows(), "row"),
            DisplayLabels.metric(record));
  }
}
