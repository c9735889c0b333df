package org.espalier.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.bench.GrowthFigures.Panel;
import org.espalier.bench.GrowthFigures.Point;
import org.espalier.bench.GrowthFigures.Series;

/**
 * Drawing of the figures of growth as SVG: a panel each, both axes logarithmic, bounds dashed.
 * Across, each number that was measured has its mark; up, each power of ten.
 */
record GrowthDrawing(List<Panel> panels) {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 320;
  private static final int LEFT = 52;
  private static final int RIGHT = 16;
  private static final int TOP = 44;
  private static final int BOTTOM = 56;

  private static final List<String> COLOURS = List.of("#1f6feb", "#bc4c00");

  GrowthDrawing {
    panels = List.copyOf(panels);
  }

  /** Logarithmic axis from its first mark to its last, ascending and above 0. */
  private record Axis(List<Double> marks) {

    static Axis at(DoubleStream numbers) {
      return new Axis(numbers.sorted().distinct().boxed().toList());
    }

    static Axis around(DoubleStream numbers) {
      DoubleSummaryStatistics range = numbers.map(Math::log10).summaryStatistics();
      return new Axis(
          IntStream.rangeClosed((int) Math.floor(range.getMin()), (int) Math.ceil(range.getMax()))
              .mapToObj(power -> Math.pow(10, power))
              .toList());
    }

    double share(double number) {
      double first = marks.get(0);
      return Math.log(number / first) / Math.log(marks.get(marks.size() - 1) / first);
    }
  }

  /** Where numbers are drawn within a panel. */
  private record Frame(Axis across, Axis up) {

    double x(double number) {
      return LEFT + across.share(number) * (WIDTH - LEFT - RIGHT);
    }

    double y(double seconds) {
      return HEIGHT - BOTTOM - up.share(seconds) * (HEIGHT - TOP - BOTTOM);
    }
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    int width = WIDTH * panels.size();
    svg.append(
        line(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">",
            width, HEIGHT, width));
    svg.append(line("<title>Seconds of a search, by what grows</title>"));
    svg.append(line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, HEIGHT));
    Axis up = Axis.around(panels.stream().flatMapToDouble(GrowthDrawing::seconds));
    for (int i = 0; i < panels.size(); i++) {
      svg.append(line("<g transform=\"translate(%d 0)\">", i * WIDTH));
      svg.append(panel(panels.get(i), up));
      svg.append(line("</g>"));
    }
    return svg.append("</svg>\n").toString();
  }

  private static Stream<Point> points(Panel panel) {
    return panel.series().stream().flatMap(series -> series.points().stream());
  }

  private static DoubleStream seconds(Panel panel) {
    return points(panel)
        .flatMapToDouble(
            point ->
                DoubleStream.concat(
                    DoubleStream.of(point.seconds().median()), point.bound().stream()));
  }

  private static String panel(Panel panel, Axis up) {
    Frame frame = new Frame(Axis.at(points(panel).mapToDouble(Point::at)), up);
    StringBuilder svg = new StringBuilder();
    svg.append(text(LEFT, 18, "start", "by " + panel.by() + ", " + panel.of()));
    for (double mark : frame.up().marks()) {
      double y = frame.y(mark);
      svg.append(rule(LEFT, y, WIDTH - RIGHT, y));
      svg.append(text(LEFT - 6, y + 4, "end", number(mark) + " s"));
    }
    for (double mark : frame.across().marks()) {
      double x = frame.x(mark);
      svg.append(rule(x, TOP, x, HEIGHT - BOTTOM));
      svg.append(text(x, HEIGHT - BOTTOM + 16, "middle", number(mark)));
    }
    for (int i = 0; i < panel.series().size(); i++) {
      Series series = panel.series().get(i);
      String colour = COLOURS.get(i % COLOURS.size());
      svg.append(path(series, frame, colour));
      svg.append(
          line(
              "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s (dashed: bound)</text>",
              LEFT, HEIGHT - BOTTOM + 32 + 14 * i, colour, series.learner()));
    }
    return svg.toString();
  }

  private static String path(Series series, Frame frame, String colour) {
    StringBuilder svg = new StringBuilder();
    List<Point> bounded = series.points().stream().filter(p -> p.bound().isPresent()).toList();
    svg.append(curve(bounded, frame, colour, true));
    svg.append(curve(series.points(), frame, colour, false));
    for (Point point : series.points()) {
      svg.append(
          line(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" stroke=\"%s\" fill=\"%s\"/>",
              frame.x(point.at()),
              frame.y(point.seconds().median()),
              colour,
              point.seconds().of().equals("task") ? colour : "#ffffff"));
    }
    return svg.toString();
  }

  private static String curve(List<Point> points, Frame frame, String colour, boolean bound) {
    StringBuilder places = new StringBuilder();
    for (Point point : points) {
      double seconds = bound ? point.bound().orElseThrow() : point.seconds().median();
      places.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(point.at()), frame.y(seconds)));
    }
    return line(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>",
        places.toString().strip(),
        colour,
        bound ? "1" : "2",
        bound ? " stroke-dasharray=\"4 3\"" : "");
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return line(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#d0d7de\"/>",
        x1, y1, x2, y2);
  }

  private static String text(double x, double y, String anchor, String words) {
    return line(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#24292f\">%s</text>",
        x, y, anchor, words);
  }

  private static String number(double mark) {
    return mark < 1
        ? String.format(Locale.ROOT, "%s", mark)
        : String.format(Locale.ROOT, "%,d", Math.round(mark));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + "\n";
  }
}
