package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.espalier.ml.ParamRefinements.Refinement;

/** JSON form of {@link ParamRefinements}. */
final class ParamRefinementsJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private ParamRefinementsJson() {}

  static String write(ParamRefinements refinements) {
    return JSON.valueToTree(refinements.refinements()).toString();
  }

  static ParamRefinements read(String json) {
    try {
      return new ParamRefinements(List.of(JSON.readValue(json, Refinement[].class)));
    } catch (JsonProcessingException | NullPointerException e) { // a list may hold null
      throw new IllegalArgumentException("then: cannot be read: " + e.getMessage(), e);
    }
  }
}
