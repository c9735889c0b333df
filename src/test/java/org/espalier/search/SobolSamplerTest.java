package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.LinearExpression;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SobolSamplerTest extends SamplerContract {

  private static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("c", List.of("a", "b"))),
              new Dimension(
                  new IntParameter("n", 1, 40, Scale.LOG), List.of(new Condition("c", "a"))),
              Dimension.always(ChoiceParameter.fixed("one", 1)),
              Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));

  @Override
  protected Sampler sampler() {
    return new SobolSampler(MIXED, new Seed(7));
  }

  @Override
  protected SearchSpace space() {
    return MIXED;
  }

  @Nested
  final class Of_a_finite_space extends SamplerContract {

    private final SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("c", List.of("a", "b", "c"))),
                Dimension.always(new IntParameter("n", 1, 20, Scale.LOG))),
            List.of(
                new Constraint.Forbidden(
                    List.of(new Condition("c", "a"), Condition.between("n", 5, 20)))));

    @Override
    protected Sampler sampler() {
      return new SobolSampler(space, new Seed(7));
    }

    @Override
    protected SearchSpace space() {
      return space;
    }

    @Test
    void gives_each_configuration_once() {
      assertThat(proposals(sampler(), 100)).hasSize(44).doesNotHaveDuplicates();
    }

    @Test
    void does_not_repeat_what_others_tried() {
      List<Configuration> all = proposals(sampler(), 100);
      Study study = Studies.empty(1);
      for (Configuration other : all.subList(0, 10)) {
        study = Studies.asked(study, other);
      }
      Sampler sampler = sampler();
      Set<Configuration> rest = new HashSet<>();
      for (int number = 0; number < 34; number++) {
        Configuration next = sampler.propose(study, number).orElseThrow();
        rest.add(next);
        study = Studies.asked(study, next);
      }
      rest.addAll(all.subList(0, 10));
      assertThat(rest).hasSize(44);
      assertThat(sampler.propose(study, 34)).isEmpty();
      assertThat(sampler.limit(new HashSet<>(all.subList(0, 10)))).hasValue(34);
    }
  }

  @Test
  void fills_each_scale_evenly() {
    Set<Integer> hit = new HashSet<>();
    for (Configuration configuration : proposals(sampler(), 64)) {
      hit.add((int) (64 * configuration.number("x")));
    }
    assertThat(hit).hasSize(64);
  }

  @Test
  void gives_a_learner_with_tight_constraints_its_share() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("learner", List.of("a", "b"))),
                new Dimension(
                    new FloatParameter("x", 0, 1, Scale.LINEAR),
                    List.of(new Condition("learner", "a")))),
            List.of(
                new Constraint.Comparison(
                    LinearExpression.of("x"),
                    Constraint.Relation.BELOW,
                    new LinearExpression(Map.of(), 0.02))));
    List<Configuration> drawn = proposals(new SobolSampler(space, new Seed(1)), 65);
    long rare = drawn.stream().filter(c -> "a".equals(c.values().get("learner"))).count();
    assertThat(drawn).allMatch(space::contains);
    assertThat(rare).isGreaterThanOrEqualTo(31);
  }

  @Test
  void keeps_to_constraints() {
    SearchSpace triangle =
        new SearchSpace(
            List.of(
                Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR)),
                Dimension.always(new FloatParameter("y", 0, 1, Scale.LINEAR))),
            List.of(
                new Constraint.Comparison(
                    LinearExpression.of("x"),
                    Constraint.Relation.BELOW,
                    LinearExpression.of("y"))));
    List<Configuration> drawn = proposals(new SobolSampler(triangle, new Seed(1)), 100);
    assertThat(drawn).hasSize(100).doesNotHaveDuplicates().allMatch(triangle::contains);
  }
}
