package org.espalier.bench.blackbox;

import java.util.List;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Made-up learning curves over four parameters, of which low rungs mislead in three ways. After all
 * epochs the error is a bowl whose bottom, of error 0, is drawn anew for every seed.
 *
 * @param way how low rungs mislead
 */
public record LearningCurves(Way way, int seed) implements Blackbox {

  /** Ways of misleading. */
  public enum Way {
    /** Curves fall by a power of the epochs, which depends on one parameter. */
    SLOWER,
    /** Curves fall exponentially, the faster the larger one parameter, wherever they end. */
    CROSSING,
    /** The best configuration moves with the epochs. */
    MOVING
  }

  private static final int DIMENSIONS = 4;

  /** Four rungs by thirds. */
  private static final ResourceRange EPOCHS = new ResourceRange("epoch", 1, 27);

  private static final double STEEP = 0.4;

  /** How far the best configuration of no epochs is from the best, in every parameter. */
  private static final double MOVED = 0.25;

  @Override
  public String name() {
    return "curves/" + way;
  }

  @Override
  public SearchSpace space() {
    return new SearchSpace(
        IntStream.range(0, DIMENSIONS)
            .mapToObj(i -> Dimension.always(new FloatParameter("x" + i, 0, 1, Scale.LINEAR)))
            .toList());
  }

  @Override
  public ResourceRange resource() {
    return EPOCHS;
  }

  @Override
  public ErrorRange errors() {
    return new ErrorRange(0, 1);
  }

  @Override
  public double error(Configuration configuration, long resource) {
    double trained = (double) resource / EPOCHS.max();
    double first = configuration.number("x0");
    return switch (way) {
      case SLOWER -> {
        double power = -0.3 - 1.2 * first;
        double left = Math.pow((double) resource, power) - Math.pow((double) EPOCHS.max(), power);
        yield bowl(configuration, 0) + 0.9 * left;
      }
      case CROSSING -> {
        double speed = 2 * Math.exp(4 * first);
        yield bowl(configuration, 0) + 0.8 * (Math.exp(-speed * trained) - Math.exp(-speed));
      }
      case MOVING -> bowl(configuration, MOVED * (1 - trained)) + 0.5 * (1 - trained);
    };
  }

  /** Squared distance from the bottom, moved in every parameter, to and fro. */
  private double bowl(Configuration configuration, double moved) {
    List<Double> bottom =
        new Seed(9).child(name(), seed).random().doubles(DIMENSIONS, 0.2, 0.8).boxed().toList();
    return IntStream.range(0, DIMENSIONS)
        .mapToDouble(
            i -> configuration.number("x" + i) - bottom.get(i) - (i % 2 == 0 ? moved : -moved))
        .map(d -> STEEP * d * d)
        .sum();
  }

  @Override
  public String toString() {
    return name();
  }
}
