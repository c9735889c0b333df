package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.study.Trial;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

  @Test
  void keeps_the_elements_of_arrays_with_their_types() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("layers", List.of(16, 8));
    values.put("thresholds", List.of(0.5, 1.0));
    values.put("mixed", List.of(5L, true, "5"));
    values.put("none", List.of());
    Configuration configuration = new Configuration(values);
    assertThat(RecordJson.tree(configuration))
        .hasToString(
            "{\"layers\":[16,8],\"thresholds\":[0.5,1.0],\"mixed\":[{\"long\":5},true,\"5\"],"
                + "\"none\":[]}");
    assertThat(RecordJson.read(RecordJson.tree(configuration), Configuration.class))
        .isEqualTo(configuration);
  }

  @Test
  void keeps_why_a_trial_came_from_its_origin_and_reads_trials_that_do_not_say() {
    Configuration configuration = new Configuration(Map.of("x", 1));
    Trial why = new Trial(3, configuration, "tpe", Optional.of("gp would be slow"));
    assertThat(RecordJson.read(RecordJson.tree(why), Trial.class)).isEqualTo(why);
    Trial silent = new Trial(3, configuration, "tpe");
    ObjectNode older = (ObjectNode) RecordJson.tree(silent);
    older.remove("reason");
    assertThat(RecordJson.read(older, Trial.class)).isEqualTo(silent);
  }
}
