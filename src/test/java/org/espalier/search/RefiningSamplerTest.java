package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.junit.jupiter.api.Test;

final class RefiningSamplerTest {

  private static final List<Step> STEPS =
      List.of(
          new Step(10, List.of(new Bounds("forest.numTrees", 10, 200))),
          new Step(
              2, List.of(new Bounds("forest.maxDepth", 3, 30), new Bounds("tree.maxDepth", 1, 8))));

  private static Configuration forest(int numTrees, int maxDepth) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learner", "forest");
    values.put("forest.numTrees", numTrees);
    values.put("forest.maxDepth", maxDepth);
    return new Configuration(values);
  }

  /** Three trials, of which the second is best. */
  private static Study told(Configuration second) {
    Study study = Study.of(new Objective("error", Direction.MINIMIZE), new Seed(1));
    List<Configuration> all = List.of(forest(20, 5), second, forest(50, 5));
    for (int i = 0; i < all.size(); i++) {
      Trial trial = new Trial(i, all.get(i), "random");
      Proposal proposal = new Proposal(i, i, 0, List.of(0), 10);
      double loss = i == 1 ? 0.1 : 0.2;
      study =
          study
              .asked(trial, proposal)
              .told(
                  new Outcome(
                      proposal,
                      TrialState.COMPLETED,
                      OptionalDouble.of(loss),
                      OptionalDouble.of(loss),
                      OptionalLong.empty(),
                      List.of(CellOutcome.completed(0, 10, loss)),
                      ""));
    }
    return study;
  }

  private static RefiningSampler sampler(Neighbourhood stage, Constraint... constraints) {
    Sampler first = new ListSampler(List.of(forest(20, 5), forest(100, 10), forest(50, 5)), "list");
    return new RefiningSampler(first, 3, List.of(stage), List.of(constraints), new Seed(1));
  }

  private static Neighbourhood grid() {
    return new Neighbourhood(true, Neighbourhood.gridSize(2).orElseThrow(), STEPS);
  }

  @Test
  void a_grid_is_every_combination_of_a_step_down_none_and_a_step_up_from_the_best() {
    RefiningSampler sampler = sampler(grid());
    Study study = told(forest(100, 10));
    assertThat(sampler.limit(Set.of())).hasValue(12);
    assertThat(sampler.begins()).containsExactly(3);
    List<Configuration> points =
        java.util.stream.IntStream.range(3, 12)
            .mapToObj(i -> sampler.propose(study, i).orElseThrow())
            .toList();
    assertThat(points)
        .containsExactly(
            forest(90, 8),
            forest(90, 10),
            forest(90, 12),
            forest(100, 8),
            forest(100, 10),
            forest(100, 12),
            forest(110, 8),
            forest(110, 10),
            forest(110, 12));
    assertThat(sampler.propose(study, 12)).isEmpty();
    assertThat(sampler.origin(study, 2)).isEqualTo("list");
    assertThat(sampler.origin(study, 3)).isEqualTo("grid");
    assertThat(sampler.reason(study, 3)).hasValue("refinement 1, around trial 1");
  }

  @Test
  void what_lies_beyond_a_bound_stands_at_it() {
    Study study = told(forest(195, 3));
    assertThat(sampler(grid()).propose(study, 11)).hasValue(forest(200, 5));
    assertThat(sampler(grid()).propose(study, 3)).hasValue(forest(185, 3));
  }

  @Test
  void a_best_beyond_the_bounds_is_searched_around_and_no_further_out() {
    Study study = told(forest(300, 10));
    assertThat(sampler(grid()).propose(study, 3)).hasValue(forest(290, 8));
    assertThat(sampler(grid()).propose(study, 11)).hasValue(forest(300, 12));
  }

  @Test
  void only_what_the_best_has_is_moved() {
    Configuration tree = new Configuration(Map.of("tree.maxDepth", 7));
    Study study = told(tree);
    assertThat(sampler(grid()).propose(study, 3))
        .hasValue(new Configuration(Map.of("tree.maxDepth", 5)));
    assertThat(sampler(grid()).propose(study, 5))
        .hasValue(new Configuration(Map.of("tree.maxDepth", 8)));
  }

  @Test
  void a_point_that_is_not_allowed_is_the_best_itself() {
    Constraint never =
        new Constraint.Forbidden(
            List.of(new Condition("forest.maxDepth", new ConditionCriterion.OneOf(List.of(12)))));
    Study study = told(forest(100, 10));
    assertThat(sampler(grid(), never).propose(study, 5)).hasValue(forest(100, 10));
  }

  @Test
  void draws_lie_within_the_distances_and_are_the_same_for_the_same_number() {
    RefiningSampler sampler = sampler(new Neighbourhood(false, 40, STEPS));
    Study study = told(forest(100, 10));
    for (int i = 3; i < 43; i++) {
      Configuration drawn = sampler.propose(study, i).orElseThrow();
      assertThat(drawn.number("forest.numTrees")).isBetween(90.0, 110.0);
      assertThat(drawn.number("forest.maxDepth")).isBetween(8.0, 12.0);
      assertThat(drawn.values().get("forest.numTrees")).isInstanceOf(Integer.class);
      assertThat(sampler.propose(study, i)).hasValue(drawn);
    }
    assertThat(sampler.propose(study, 3)).isNotEqualTo(sampler.propose(study, 4));
    assertThat(sampler.propose(study, 43)).isEqualTo(Optional.empty());
  }
}
