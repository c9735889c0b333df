package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.espalier.Api;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;

/**
 * Refinements of a tuner's search. Each begins when all earlier trials have ended, and tries
 * configurations around the best one so far, in addition to {@code trials}.
 *
 * @param refinements in their order
 */
@Api
public record ParamRefinements(List<Refinement> refinements) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * Refinement.
   *
   * @param sampler {@code grid}, all combinations of the best values and a step down and up, or
   *     {@code random}, values within a step
   * @param trials configurations at most; 0 for all of a grid
   * @param around steps by param; at least one
   */
  public record Refinement(String sampler, int trials, List<Step> around) {
    public Refinement {
      around = List.copyOf(around);
    }
  }

  /**
   * Distance from the best value of a param.
   *
   * @param stage uid of the pipeline stage whose param it is
   * @param param the param's name; it is searched, and numeric
   * @param distance in the param's own unit; positive
   */
  public record Step(String stage, String param, double distance) {}

  public ParamRefinements {
    refinements = List.copyOf(refinements);
  }

  /** No refinement. */
  public static ParamRefinements none() {
    return new ParamRefinements(List.of());
  }

  /** All combinations of the best values and a step down and up. */
  public static Refinement grid(Step... around) {
    return new Refinement(GridSampler.NAME, 0, List.of(around));
  }

  /** Configurations drawn within a step of the best values. */
  public static Refinement random(int trials, Step... around) {
    return new Refinement(RandomSampler.NAME, trials, List.of(around));
  }

  /** Step of a param. */
  public static Step step(Param<?> param, double distance) {
    return new Step(param.parent(), param.name(), distance);
  }

  /**
   * The refinements as a JSON array of objects {@code {"sampler": …, "trials": …, "around":
   * [{"stage": …, "param": …, "distance": …}]}}.
   */
  public String toJson() {
    return JSON.valueToTree(refinements).toString();
  }

  /**
   * Reads what {@link #toJson()} writes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static ParamRefinements fromJson(String json) {
    try {
      return new ParamRefinements(List.of(JSON.readValue(json, Refinement[].class)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("then: cannot be read: " + e.getOriginalMessage(), e);
    } catch (NullPointerException e) { // a list may hold null
      throw new IllegalArgumentException("then: cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return toJson();
  }
}
