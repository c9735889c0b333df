package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.espalier.space.Configuration;

/**
 * Start points of a portfolio that a study tries. A point that is planned to take more than a
 * quarter of the time that those before it leave would take it from all others: it gets fewer
 * iterations, or is left out.
 *
 * @param points in the order in which they are tried
 * @param shortened number of points that have fewer iterations
 * @param leftOut number of points that are left out
 */
public record PortfolioStarts(List<Configuration> points, int shortened, int leftOut) {

  public static final PortfolioStarts NONE = new PortfolioStarts(List.of(), 0, 0);

  /** Divisor of the time that is left. */
  private static final int OF_TIME_LEFT = 4;

  /** Divisor of a point's iterations, fewer than which would make another model of it. */
  private static final int LEAST_OF_ITERATIONS = 4;

  public PortfolioStarts {
    points = List.copyOf(points);
  }

  /** All points as they are. */
  public PortfolioStarts(List<Configuration> points) {
    this(points, 0, 0);
  }

  /**
   * The points for a time.
   *
   * @param seconds time of the study
   * @param space of the study, with its defaults, which are tried first
   * @param cost planned seconds of a fit on the rows that a fold leaves; 0 if unknown
   */
  public PortfolioStarts within(
      double seconds,
      StudySpace space,
      List<LearnerPlan> learners,
      ToDoubleFunction<Configuration> cost) {
    Map<String, List<String>> iterations = new LinkedHashMap<>();
    learners.forEach(one -> iterations.put(one.name(), Learners.known().iterations(one.type())));
    double left = seconds - space.defaults().stream().mapToDouble(cost).sum();
    List<Configuration> kept = new ArrayList<>();
    int fewer = 0;
    for (Configuration point : points) {
      double most = left / OF_TIME_LEFT;
      double planned = cost.applyAsDouble(point);
      Optional<Configuration> fitting =
          planned <= most
              ? Optional.of(point)
              : shortened(
                  point,
                  most / planned,
                  iterations.getOrDefault(point.learner(), List.of()),
                  space);
      if (fitting.isPresent()) {
        kept.add(fitting.get());
        fewer += planned <= most ? 0 : 1;
        left -= Math.min(planned, most);
      }
    }
    return new PortfolioStarts(kept, fewer, points.size() - kept.size());
  }

  /** The point with a share of its iterations; empty if they are too few, or are not searched. */
  private static Optional<Configuration> shortened(
      Configuration point, double share, List<String> iterations, StudySpace space) {
    Map<String, Object> params = new LinkedHashMap<>(point.params());
    for (String param : iterations) {
      if (params.get(param) instanceof Integer all) {
        int fewer = (int) (share * all);
        params.put(param, fewer);
        return Optional.of(Configuration.of(point.learner(), params))
            .filter(space.space()::contains)
            .filter(one -> fewer >= all / LEAST_OF_ITERATIONS);
      }
    }
    return Optional.empty();
  }

  /** The change in words, to follow the number of points; empty if there is none. */
  public String change() {
    List<String> changes = new ArrayList<>();
    if (shortened > 0) {
      changes.add("%d with fewer iterations".formatted(shortened));
    }
    if (leftOut > 0) {
      changes.add("%d left out".formatted(leftOut));
    }
    return changes.isEmpty()
        ? ""
        : " (%s, as planned to take more than a quarter of the time left)"
            .formatted(String.join(" and ", changes));
  }
}
