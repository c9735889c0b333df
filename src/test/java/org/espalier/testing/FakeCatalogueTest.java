package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;
import org.junit.jupiter.api.Test;

/** The catalogue by hand says nothing that the real one does not say. */
final class FakeCatalogueTest {

  private final ClassPathCatalogue fake = new FakeCatalogue();
  private final ClassPathCatalogue real = new LearnerCatalogue();

  @Test
  void learners_have_the_tasks_and_params_of_the_real_one() {
    for (String type : fake.learners()) {
      Stage learner = fake.learner(type).orElseThrow();
      Stage known = real.learner(type).orElseThrow();
      assertThat(learner.tasks()).as(type).isEqualTo(known.tasks());
      agree(learner, known);
    }
  }

  @Test
  void feature_stages_have_the_params_of_the_real_one() {
    Map<String, Stage> stages = new HashMap<>();
    LearnerCatalogue.stages().forEach(stage -> stages.put(stage.name(), stage));
    real.featureStages().forEach(stage -> stages.put(stage.name(), stage));
    for (Stage stage : fake.featureStages()) {
      assertThat(stages).containsKey(stage.name());
      agree(stage, stages.get(stage.name()));
    }
  }

  private static void agree(Stage stage, Stage known) {
    assertThat(known.scheduled()).as(stage.name()).containsAll(stage.scheduled());
    for (Param param : stage.params()) {
      String name = stage.name() + "." + param.name();
      assertThat(known.param(param.name())).as(name).isPresent();
      Param there = known.param(param.name()).orElseThrow();
      assertThat(there.type()).as(name).isEqualTo(param.type());
      if (param.type() != ParamType.LONG && param.defaultValue().isPresent()) {
        assertThat(there.defaultValue()).as(name).isEqualTo(param.defaultValue());
      }
    }
  }
}
