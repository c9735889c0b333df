package org.espalier.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
    Map<String, Object> configuration) {

  private static final ObjectMapper JSON = new ObjectMapper();

  CellRequest {
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
  }

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("trial", trial);
    root.put("rung", rung);
    root.put("fold", fold);
    root.put("seed", seed);
    root.put("start", start);
    root.put("resource", resource);
    root.put("stateLimit", stateLimit);
    root.set("config", JSON.valueToTree(configuration));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request cannot be written.", e);
    }
  }

  static CellRequest of(byte[] json) throws IOException {
    JsonNode root = JSON.readTree(json);
    return new CellRequest(
        root.path("trial").asInt(),
        root.path("rung").asInt(),
        root.path("fold").asInt(),
        root.path("seed").asInt(),
        root.path("start").asInt(),
        root.path("resource").asInt(),
        root.path("stateLimit").asLong(),
        JSON.convertValue(root.path("config"), new TypeReference<Map<String, Object>>() {}));
  }
}
