package org.espalier.bench.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.SearchSpace;

/**
 * Surrogates of a scenario: its net, the names of its inputs and outputs, and its space.
 *
 * <p>The files are those of YAHPO Gym in a flat form: {@code net.json} and {@code weights.f32.gz}
 * (the net), {@code encoding.json} (index of each category, {@code #na#} of an inactive one),
 * {@code config_space.json} (the space), and {@code golden.csv}, whose header names the inputs,
 * categorical ones first, and the outputs, which begin with {@code out_}.
 */
public final class Surrogates {

  private static final String OUTPUT = "out_";
  private static final String INACTIVE = "#na#";

  private final SurrogateScenario scenario;
  private final SurrogateNet net;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, Map<String, Integer>> encoding;
  private final PublishedSpace space;

  private Surrogates(
      SurrogateScenario scenario,
      SurrogateNet net,
      List<String> columns,
      Map<String, Map<String, Integer>> encoding,
      PublishedSpace space) {
    this.scenario = scenario;
    this.net = net;
    this.inputs = columns.stream().filter(c -> !c.startsWith(OUTPUT)).toList();
    this.outputs =
        columns.stream()
            .filter(c -> c.startsWith(OUTPUT))
            .map(c -> c.substring(OUTPUT.length()))
            .toList();
    this.encoding = encoding;
    this.space = space;
    if (inputs.size() != net.categories() + net.numbers()
        || !encoding.keySet().containsAll(inputs.subList(0, net.categories()))) {
      throw new IllegalArgumentException(
          "%s: the inputs %s do not fit a net of %d categories and %d numbers."
              .formatted(scenario.folder(), inputs, net.categories(), net.numbers()));
    }
  }

  /**
   * Reads a scenario.
   *
   * @param folder folder of the scenario's files
   * @throws IllegalArgumentException if the files do not fit each other
   */
  public static Surrogates read(SurrogateScenario scenario, Path folder) throws IOException {
    float[] weights;
    try (InputStream in = PublishedFiles.bytes(folder.resolve("weights.f32.gz"))) {
      byte[] bytes = in.readAllBytes();
      weights = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(weights);
    }
    Map<String, Map<String, Integer>> encoding = new LinkedHashMap<>();
    Map<?, ?> published = PublishedFiles.json(folder.resolve("encoding.json"), Map.class);
    published.forEach((input, codes) -> encoding.put((String) input, codes((Map<?, ?>) codes)));
    return new Surrogates(
        scenario,
        new SurrogateNet(
            PublishedFiles.json(folder.resolve("net.json"), PublishedNet.class), weights),
        columns(folder),
        encoding,
        PublishedFiles.json(folder.resolve("config_space.json"), PublishedSpace.class));
  }

  private static Map<String, Integer> codes(Map<?, ?> published) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    published.forEach((name, code) -> codes.put((String) name, ((Number) code).intValue()));
    return codes;
  }

  private static List<String> columns(Path folder) throws IOException {
    try (BufferedReader golden = PublishedFiles.text(folder.resolve("golden.csv"))) {
      String header = golden.readLine();
      if (header == null) {
        throw new IllegalArgumentException("golden.csv: must begin with a header.");
      }
      return List.of(header.split(",", -1));
    }
  }

  public SurrogateScenario scenario() {
    return scenario;
  }

  /** The data sets there is a surrogate of, in their published order. */
  public List<String> instances() {
    return space.choices(scenario.instance());
  }

  /** Names of the outputs, in their order. */
  public List<String> outputs() {
    return outputs;
  }

  /** True if an input takes names and not numbers. */
  public boolean isCategory(String input) {
    return encoding.containsKey(input);
  }

  SearchSpace space() {
    return space.without(
        name ->
            name.equals(scenario.instance())
                || name.equals(scenario.fidelity())
                || SurrogateScenario.FIXED.containsKey(name));
  }

  /**
   * Surrogate of a data set as an objective to minimise.
   *
   * @param errors the extremes that regret is measured between
   * @throws IllegalArgumentException if there is none of that name
   */
  public Blackbox blackbox(String instance, ErrorRange errors) {
    if (!instances().contains(instance)) {
      throw new IllegalArgumentException(
          "%s: has no instance '%s', only %s.".formatted(scenario.folder(), instance, instances()));
    }
    return new Surrogate(this, instance, errors);
  }

  /**
   * All outputs, in their order, of a full set of inputs.
   *
   * @param values texts and numbers by name, in original units; an absent one is inactive
   */
  public List<Double> predict(Map<String, Object> values) {
    int categories = net.categories();
    int[] category = new int[categories];
    for (int i = 0; i < categories; i++) {
      String input = inputs.get(i);
      Object value = values.getOrDefault(input, INACTIVE);
      Integer code = encoding.getOrDefault(input, Map.of()).get(value);
      if (code == null) {
        throw new IllegalArgumentException("%s: has no category '%s'.".formatted(input, value));
      }
      category[i] = code;
    }
    double[] number = new double[net.numbers()];
    for (int i = 0; i < number.length; i++) {
      Object value = values.get(inputs.get(categories + i));
      number[i] = value instanceof Number real ? real.doubleValue() : 0;
    }
    return Arrays.stream(net.predict(category, number)).boxed().toList();
  }
}
