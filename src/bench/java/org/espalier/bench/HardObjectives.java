package org.espalier.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.ErrorRange;
import org.espalier.bench.blackbox.SurrogateScenario;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Objectives of protocol 8, in two sets that share no function: the reported one, and the one that
 * constants are chosen on. The place of an analytic optimum is drawn anew for every seed.
 */
final class HardObjectives {

  /** Lines of the protocol; each averages its objectives. */
  static final List<String> LINES =
      List.of(
          "plateau",
          "steps",
          "saturating",
          "noise 1",
          "noise 4",
          "noise 1 in folds",
          "noise 4 in folds",
          "few of many",
          "all of many",
          "wall",
          "failing",
          "conditional",
          "boosting");

  /** Share of configurations that fail. */
  private static final double FAILING = 0.6;

  /** Folds of an evaluation, as many as are common. */
  private static final int FOLDS = 5;

  private final PublishedBlackboxes blackboxes;
  private final boolean reported;

  /**
   * @param reported false for the set that constants are chosen on
   */
  HardObjectives(PublishedBlackboxes blackboxes, boolean reported) {
    this.blackboxes = blackboxes;
    this.reported = reported;
  }

  /** The objectives of a line. */
  List<HardObjective> of(String line, int seed) {
    return switch (line) {
      case "plateau" -> List.of(plateau(reported ? 4 : 3, reported ? 0.1 : 0.04, seed));
      case "steps" -> List.of(steps(reported ? 4 : 3, reported ? 20 : 40, seed));
      case "saturating" -> List.of(saturating(reported ? 6 : 5, reported ? 9 : 7, seed));
      case "noise 1" -> base().map(objective -> objective.noisy(1)).toList();
      case "noise 4" -> base().map(objective -> objective.noisy(4)).toList();
      case "noise 1 in folds" -> base().map(o -> o.noisy(1).inFolds(FOLDS)).toList();
      case "noise 4 in folds" -> base().map(o -> o.noisy(4).inFolds(FOLDS)).toList();
      case "few of many" -> List.of(many(reported ? 60 : 40, reported ? 5 : 3, seed));
      case "all of many" -> List.of(many(reported ? 60 : 40, reported ? 60 : 40, seed));
      case "wall" -> List.of(wall(reported ? 4 : 5, seed));
      case "failing" -> base().map(objective -> objective.failing(FAILING)).toList();
      case "conditional" -> List.of(conditional(reported ? 3 : 5, seed));
      case "boosting" -> List.of(published(SurrogateScenario.RBV2_XGBOOST));
      default -> throw new IllegalArgumentException("There is no line '%s'.".formatted(line));
    };
  }

  private Stream<HardObjective> base() {
    return Stream.concat(
        Stream.of(reported ? "branin" : "hartmann3", reported ? "hartmann6" : "park")
            .map(name -> HardObjective.of(name, blackboxes.named(name))),
        Stream.of(SurrogateScenario.LCBENCH, SurrogateScenario.RBV2_RPART).map(this::published));
  }

  /** One of two instances that no other protocol reports. */
  private HardObjective published(SurrogateScenario scenario) {
    String name = blackboxes.others(scenario, 2).get(reported ? 0 : 1);
    return HardObjective.of(name, blackboxes.named(name));
  }

  private Seed seed(String line, int seed) {
    return new Seed(reported ? 8 : 9).child(line, seed);
  }

  private static double[] centre(int dimensions, Seed seed) {
    return seed.random().doubles(dimensions, 0.2, 0.8).toArray();
  }

  private static SearchSpace cube(int dimensions) {
    return new SearchSpace(
        IntStream.range(0, dimensions)
            .mapToObj(i -> Dimension.always(new FloatParameter("x" + i, 0, 1, Scale.LINEAR)))
            .toList());
  }

  private static double squares(Configuration c, double[] centre, int relevant) {
    double sum = 0;
    for (int i = 0; i < relevant; i++) {
      double d = c.number("x" + i) - centre[i];
      sum += d * d;
    }
    return sum;
  }

  /** A bowl in a plain that most configurations share exactly. */
  private HardObjective plateau(int dimensions, double level, int seed) {
    double[] centre = centre(dimensions, seed("plateau", seed));
    return HardObjective.of(
        "plateau",
        cube(dimensions),
        new ErrorRange(0, level),
        c -> Math.min(level, squares(c, centre, dimensions)));
  }

  /** A cone in steps, as a share of few validation rows is. */
  private HardObjective steps(int dimensions, int number, int seed) {
    double[] centre = centre(dimensions, seed("steps", seed));
    ToDoubleFunction<Configuration> mean =
        c ->
            IntStream.range(0, dimensions)
                .mapToDouble(i -> Math.abs(c.number("x" + i) - centre[i]))
                .average()
                .orElseThrow();
    return HardObjective.of(
            "steps",
            cube(dimensions),
            new ErrorRange(0, 1),
            c -> Math.floor(number * mean.applyAsDouble(c)) / number)
        .floored(0.1 / number);
  }

  /** A wide bottom of small rough differences; flat again far away. */
  private HardObjective saturating(int dimensions, int waves, int seed) {
    double[] centre = centre(dimensions, seed("saturating", seed));
    return HardObjective.of(
        "saturating",
        cube(dimensions),
        new ErrorRange(0.1, 0.51),
        c -> {
          double far = squares(c, centre, dimensions);
          double rough = 0;
          for (int i = 0; i < dimensions; i++) {
            rough += 1 - Math.cos(2 * Math.PI * waves * (c.number("x" + i) - centre[i]));
          }
          return 0.1 + 0.4 * -Math.expm1(-3 * far * far) + 0.003 * rough / dimensions;
        });
  }

  /** A bowl in some of many parameters. */
  private HardObjective many(int dimensions, int relevant, int seed) {
    double[] centre = centre(dimensions, seed("many " + relevant, seed));
    return HardObjective.of(
        "%d of %d".formatted(relevant, dimensions),
        cube(dimensions),
        new ErrorRange(0, relevant),
        c -> squares(c, centre, relevant));
  }

  /** A bowl whose bottom is near a border, beyond which everything fails. */
  private HardObjective wall(int dimensions, int seed) {
    double[] centre = centre(dimensions, seed("wall", seed));
    double border = IntStream.range(0, dimensions).mapToDouble(i -> centre[i]).sum() + 0.05;
    return HardObjective.of(
            "wall",
            cube(dimensions),
            new ErrorRange(0, dimensions),
            c -> squares(c, centre, dimensions))
        .failing(
            c -> IntStream.range(0, dimensions).mapToDouble(i -> c.number("x" + i)).sum() > border);
  }

  /** Learners with a rate, a depth and a choice of their own; one of them can be the best. */
  private HardObjective conditional(int learners, int seed) {
    Seed own = seed("conditional", seed);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < learners; i++) {
      names.add("learner" + i);
    }
    List<Dimension> dimensions = new ArrayList<>();
    dimensions.add(Dimension.always(new ChoiceParameter("learner", List.<Object>copyOf(names))));
    for (String name : names) {
      Condition chosen = new Condition("learner", name);
      for (Parameter parameter :
          List.<Parameter>of(
              new FloatParameter(name + ".rate", 1e-4, 1, Scale.LOG),
              new IntParameter(name + ".depth", 1, 30, Scale.LINEAR),
              new ChoiceParameter(name + ".kind", List.of("a", "b", "c", "d")))) {
        dimensions.add(new Dimension(parameter, List.of(chosen)));
      }
    }
    return HardObjective.of(
        "conditional",
        new SearchSpace(dimensions),
        new ErrorRange(0, 2),
        c -> conditionalError(c, own));
  }

  private static double conditionalError(Configuration c, Seed seed) {
    String name = String.valueOf(c.values().get("learner"));
    int learner = Integer.parseInt(name.substring("learner".length()));
    double[] centre = centre(2, seed.child("centre", learner));
    double rate = (Math.log10(c.number(name + ".rate")) + 4) / 4 - centre[0];
    double depth = Math.rint(29 * centre[1]) + 1;
    double deep = (c.number(name + ".depth") - depth) / 29;
    long best = Math.floorMod(seed.child("kind", learner).value(), 4);
    boolean fits =
        List.of("a", "b", "c", "d").get((int) best).equals(c.values().get(name + ".kind"));
    return 0.05 * learner + rate * rate + deep * deep + (fits ? 0 : 0.1) + 0.5 * rate * deep;
  }
}
