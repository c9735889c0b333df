package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.study.Seed;

/**
 * Server of {@link HardObjectives} for samplers of another language: JSON requests by line, an
 * answer each, in JSON.
 *
 * <ul>
 *   <li>{@code {"line": L, "seed": S}} begins new runs, and answers with the space of each
 *       objective of the line.
 *   <li>{@code {"objective": I, "values": {…}}} evaluates its next trial: {@code {"observed": X}},
 *       null if it failed. A listed parameter has the index of its value.
 *   <li>{@code {}} ends the runs, and answers with their figures, averaged.
 * </ul>
 */
public final class ObjectiveServer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A run of an objective so far. */
  private record Run(
      HardObjective objective, Seed seed, List<OptionalDouble> observed, List<Double> errors) {

    Map<String, Object> evaluate(JsonNode values) {
      Configuration configuration =
          objective.space().build(parameter -> value(parameter, values.get(parameter.name())));
      OptionalDouble result =
          objective.evaluated(configuration, seed.child("noise", observed.size()));
      observed.add(result);
      errors.add(objective.truth(configuration));
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("observed", result.isPresent() ? result.getAsDouble() : null);
      return answer;
    }

    HardFigures figures() {
      return HardFigures.of(
          objective,
          observed.toArray(OptionalDouble[]::new),
          errors.stream().mapToDouble(e -> e).toArray());
    }
  }

  private final HardObjectives objectives;
  private List<Run> runs = List.of();

  private ObjectiveServer(HardObjectives objectives) {
    this.objectives = objectives;
  }

  private static Object value(Parameter parameter, JsonNode node) {
    if (parameter instanceof FloatParameter) {
      return node.asDouble();
    }
    return parameter instanceof IntParameter ? (Object) node.asInt() : parameter.at(node.asLong());
  }

  private Object answer(JsonNode request) {
    if (request.has("line")) {
      int number = request.get("seed").asInt();
      runs =
          objectives.of(request.get("line").asText(), number).stream()
              .map(o -> new Run(o, seed(number, o), new ArrayList<>(), new ArrayList<>()))
              .toList();
      return runs.stream()
          .map(run -> run.objective().space().dimensions().stream().map(d -> described(d)).toList())
          .toList();
    }
    return request.has("objective")
        ? runs.get(request.get("objective").asInt()).evaluate(request.get("values"))
        : HardFigures.mean(runs.stream().map(Run::figures).toList());
  }

  private static Seed seed(int number, HardObjective objective) {
    return new Seed(number).child(objective.name(), 0);
  }

  private static Map<String, Object> described(Dimension dimension) {
    Parameter parameter = dimension.parameter();
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", parameter.name());
    if (parameter instanceof FloatParameter real) {
      described.putAll(Map.of("type", "float", "low", real.low(), "high", real.high()));
      described.put("log", real.scale() == Scale.LOG);
    } else if (parameter instanceof IntParameter whole) {
      described.putAll(Map.of("type", "int", "low", whole.low(), "high", whole.high()));
      described.put("log", whole.scale() == Scale.LOG);
    } else {
      described.put("type", parameter.ordered() ? "ordered" : "choice");
      described.put("size", parameter.size().getAsLong());
    }
    List<Object> conditions = new ArrayList<>();
    for (Condition condition : dimension.conditions()) {
      List<Object> values = ((ConditionCriterion.OneOf) condition.criterion()).values();
      conditions.add(Map.of("parent", condition.parent(), "values", values));
    }
    described.put("conditions", conditions);
    if ("choice".equals(described.get("type")) || "ordered".equals(described.get("type"))) {
      List<Object> values = new ArrayList<>();
      for (long i = 0; i < parameter.size().getAsLong(); i++) {
        values.add(parameter.at(i));
      }
      described.put("values", values);
    }
    return described;
  }

  /** Serves the reported objectives until the input ends. Usage: {@code FOLDER}. */
  public static void main(String[] args) throws IOException {
    ObjectiveServer server =
        new ObjectiveServer(new HardObjectives(new PublishedBlackboxes(Path.of(args[0])), true));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      System.out.println(JSON.writeValueAsString(server.answer(JSON.readTree(line))));
      System.out.flush();
    }
  }
}
