package org.espalier.connect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.espalier.spec.Problem;
import org.espalier.spec.Suggestion;
import scala.collection.Iterator;

/**
 * Options of the data source.
 *
 * @param values by name, in lower case
 */
record SourceOptions(Map<String, String> values, SaveMode mode) {

  static final String STUDY = "study";
  static final String PATH = "path";
  static final String ID = "id";

  /** Version of Espalier that a client of ours has; its request is the only row of the dataset. */
  static final String CLIENT = "client";

  private static final List<String> KNOWN = List.of(STUDY, PATH, ID);

  SourceOptions {
    values = Map.copyOf(values);
  }

  static SourceOptions of(
      scala.collection.immutable.Map<String, String> parameters, SaveMode mode) {
    Map<String, String> values = new TreeMap<>();
    Iterator<scala.Tuple2<String, String>> all = parameters.iterator();
    while (all.hasNext()) {
      scala.Tuple2<String, String> option = all.next();
      values.put(option._1().toLowerCase(Locale.ROOT), option._2());
    }
    return new SourceOptions(values, mode);
  }

  /** Runs the study that is requested. */
  void run(Dataset<Row> rows) throws IOException, InterruptedException {
    String client = values.get(CLIENT);
    if (client != null) {
      ClientRequest.of(client, rows).run();
      return;
    }
    requireValid();
    WholeStudy.of(this, rows).run();
  }

  private void requireValid() {
    List<Problem> problems = new ArrayList<>();
    for (String name : new TreeMap<>(values).keySet()) {
      if (!KNOWN.contains(name)) {
        problems.add(problem(name, "is not an option", Suggestion.of(name, KNOWN)));
      }
    }
    if (values.containsKey(STUDY) == values.containsKey(PATH)) {
      String wrong = values.containsKey(PATH) ? "is given together with a path" : "is missing";
      problems.add(
          problem(
              STUDY, wrong, "give the text of a study as the option study, or its path in save"));
    }
    if (mode == SaveMode.Ignore) {
      problems.add(
          problem("mode", "is ignore", "set error, overwrite, or append, which resumes a study"));
    }
    if (id().filter(String::isBlank).isPresent()) {
      problems.add(problem(ID, "is empty", "give a name of the study's own, or leave it out"));
    }
    if (!problems.isEmpty()) {
      throw new ClientException(
          String.join("\n", problems.stream().map(Problem::toString).toList()));
    }
  }

  private static Problem problem(String option, String wrong, String right) {
    return new Problem(EspalierSource.NAME, option, wrong, right);
  }

  /** Id of the study, which its user chose; empty unless given. */
  Optional<String> id() {
    return Optional.ofNullable(values.get(ID));
  }
}
