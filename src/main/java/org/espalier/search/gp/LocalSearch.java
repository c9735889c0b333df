package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.BoundedLbfgs;
import org.espalier.space.Parameter;

/**
 * Local maximisation of the acquisition from a point: along the gradient in all continuous
 * parameters together, then the best of all single changes of a finite one, in turns, until neither
 * helps. It may pass through excluded configurations, and ends at one that is not excluded, if it
 * saw any.
 */
record LocalSearch(ConfigurationEmbedding features, Acquisition acquisition) {

  /** A finite ordered parameter of more values follows the gradient, and is rounded. */
  private static final int LISTED = 12;

  /** Steps tried from the value of a finite parameter that follows the gradient. */
  private static final int[] STEPS = {-2, -1, 1, 2};

  private static final int TURNS = 5;
  private static final int EVALUATIONS = 40;
  private static final double TOLERANCE = 1e-3;
  private static final double GAIN = 1e-6;

  /** The best place that was seen and is not excluded; if all were, the start. */
  AcquisitionPoint from(AcquisitionPoint start) {
    Seen seen = new Seen(start);
    AcquisitionPoint place = start;
    for (int turn = 0; turn < TURNS; turn++) {
      AcquisitionPoint along = seen.best(place, alongGradient(place));
      AcquisitionPoint next = seen.best(along, singleChanges(along));
      if (!(next.acquisition() > place.acquisition() + GAIN)) {
        break;
      }
      place = next;
    }
    return seen.free;
  }

  /** Record of the best admissible point that the search visited. */
  private final class Seen {
    private AcquisitionPoint free;

    Seen(AcquisitionPoint start) {
      this.free = start;
    }

    AcquisitionPoint best(AcquisitionPoint from, List<double[]> moves) {
      AcquisitionPoint best = from;
      for (AcquisitionPoint place : acquisition.at(moves)) {
        if (place.acquisition() > best.acquisition()) {
          best = place;
        }
        boolean better =
            place.acquisition() > free.acquisition()
                || acquisition.isExcluded(free.configuration());
        if (better && !acquisition.isExcluded(place.configuration())) {
          free = place;
        }
      }
      return best;
    }
  }

  private boolean isListed(Parameter parameter) {
    return !parameter.ordered()
        || (parameter.size().isPresent() && parameter.size().getAsLong() <= LISTED);
  }

  private List<double[]> alongGradient(AcquisitionPoint place) {
    boolean[] existing = features.existing(place.configuration());
    int[] free =
        IntStream.range(0, existing.length)
            .filter(i -> existing[i] && !isListed(features.parameter(i)))
            .toArray();
    if (free.length == 0) {
      return List.of();
    }
    double[] upper = new double[free.length];
    Arrays.fill(upper, 1);
    double[] point = place.point().clone();
    double[] whole = new double[point.length];
    BoundedLbfgs.Smooth negative =
        (x, gradient) -> {
          put(x, free, point);
          double value = acquisition.at(point, whole);
          for (int i = 0; i < free.length; i++) {
            gradient[i] = -whole[free[i]];
          }
          return -value;
        };
    double[] start = IntStream.of(free).mapToDouble(i -> place.point()[i]).toArray();
    double[] end =
        BoundedLbfgs.minimize(
                negative, start, new double[free.length], upper, EVALUATIONS, TOLERANCE)
            .point();
    double[] positions = place.positions().clone();
    put(end, free, positions);
    return List.of(positions);
  }

  private static void put(double[] x, int[] at, double[] whole) {
    for (int i = 0; i < at.length; i++) {
      whole[at[i]] = x[i];
    }
  }

  private List<double[]> singleChanges(AcquisitionPoint place) {
    List<double[]> moves = new ArrayList<>();
    boolean[] existing = features.existing(place.configuration());
    for (int i = 0; i < existing.length; i++) {
      Parameter parameter = features.parameter(i);
      if (parameter.size().isEmpty() || !existing[i]) {
        continue;
      }
      long size = parameter.size().getAsLong();
      if (isListed(parameter)) {
        for (int v = 0; v < size; v++) {
          moves.add(moved(place, i, (v + 0.5) / size));
        }
        continue;
      }
      for (int step : STEPS) {
        moves.add(moved(place, i, place.point()[i] + (double) step / size));
      }
    }
    return moves;
  }

  private static double[] moved(AcquisitionPoint place, int i, double position) {
    double[] positions = place.positions().clone();
    positions[i] = Math.min(1, Math.max(0, position));
    return positions;
  }
}
