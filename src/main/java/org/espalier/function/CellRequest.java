package org.espalier.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Request of a cell, as it is sent to the task that runs the function.
 *
 * @param seed of the trial and fold, in [0, 2^31)
 * @param start steps that the files of the rung below stand for; 0 if there are none
 * @param resource steps to have done at the end
 * @param stateLimit bytes of files that it may leave
 * @param configuration values by name
 */
record CellRequest(
    int trial,
    int rung,
    int fold,
    int seed,
    int start,
    int resource,
    long stateLimit,
    @JsonProperty("config") Map<String, Object> configuration) {

  private static final ObjectMapper JSON = new ObjectMapper();

  CellRequest {
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
  }

  byte[] toJson() {
    return JSON.valueToTree(this).toString().getBytes(StandardCharsets.UTF_8);
  }

  static CellRequest of(byte[] json) throws IOException {
    return JSON.readValue(json, CellRequest.class);
  }
}
