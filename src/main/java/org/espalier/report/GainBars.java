package org.espalier.report;

import java.util.List;
import java.util.Locale;
import org.espalier.analysis.ScoreEstimate;

/**
 * Bars of gains on one scale, each with its standard error, drawn without a script.
 *
 * @param low lower end of the scale; at most 0
 * @param high upper end; at least 0
 */
record GainBars(double low, double high) {

  /** Pixels of the scale, and of a bar with the room around it. */
  private static final int WIDTH = 160;

  private static final int HEIGHT = 16;
  private static final int BAR = 10;

  /** Room at both ends, so that a whisker is not cut off. */
  private static final int MARGIN = 4;

  /** Bars whose scale holds all gains with their errors. */
  static GainBars of(List<ScoreEstimate> gains) {
    double low = 0;
    double high = 0;
    for (ScoreEstimate gain : gains) {
      double error = gain.error().orElse(0);
      low = Math.min(low, gain.mean() - error);
      high = Math.max(high, gain.mean() + error);
    }
    return new GainBars(low, high);
  }

  /** Cell of a table with the bar of a gain, whose number is next to it. */
  void cell(Html page, ScoreEstimate gain) {
    page.open("td", "class", "gain");
    page.open(
        "svg",
        "width",
        String.valueOf(WIDTH),
        "height",
        String.valueOf(HEIGHT),
        "aria-hidden",
        "true");
    double zero = at(0);
    double end = at(gain.mean());
    page.open(
        "rect",
        "class",
        gain.mean() < 0 ? "worse" : "",
        "x",
        text(Math.min(zero, end)),
        "y",
        text((HEIGHT - BAR) / 2.0),
        "width",
        text(Math.abs(end - zero)),
        "height",
        text(BAR));
    page.close("rect");
    line(page, "zero", zero, 0, zero, HEIGHT);
    double error = gain.error().orElse(0);
    if (error > 0) {
      double middle = HEIGHT / 2.0;
      line(page, "", at(gain.mean() - error), middle, at(gain.mean() + error), middle);
    }
    page.close("svg").close("td");
  }

  private static void line(Html page, String css, double x1, double y1, double x2, double y2) {
    page.open("line", "class", css, "x1", text(x1), "y1", text(y1), "x2", text(x2), "y2", text(y2));
    page.close("line");
  }

  private double at(double gain) {
    double range = high - low;
    return MARGIN + (range > 0 ? (gain - low) / range : 0) * (WIDTH - 2 * MARGIN);
  }

  private static String text(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }
}
