package org.espalier.job.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.metric.ProblemType;
import org.espalier.space.Domain;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;
import org.espalier.spec.learners.Learners;

/** Printer of a learner's searchable params, from MLlib's own Params. */
public record LearnerDescription(ClassPathCatalogue catalogue, PrintWriter out) {

  /** Prints every learner with its tasks, one per line. */
  public void list() {
    for (String type : catalogue.learners()) {
      Set<ProblemType> tasks = catalogue.learner(type).map(Stage::tasks).orElse(Set.of());
      out.printf("%-30s %s%n", type, tasks(tasks));
    }
    out.println();
    out.println(
        "describe TYPE lists the params of a learner. Any other Estimator on the class path that");
    out.println("reads features and a label: its class name, type = \"com.acme.Learner\".");
  }

  public void print(Stage learner) {
    Map<String, Suggested> suggested = Learners.known().suggested(learner.name());
    out.printf(
        "type = %s%n  %s%n  Trained %s%n%n",
        learner.name(), tasks(learner.tasks()), LearnerCatalogue.trained(learner.name()));
    params(learner, suggested);
    if (suggested.isEmpty()) {
      out.println("There is no suggested space.");
    }
    out.println("Feature stages before it, whose params are searched as STAGE.PARAM:");
    stages(catalogue.featureStages());
  }

  /** Prints stages with the names of their searchable params, one per line. */
  public void stages(List<Stage> stages) {
    for (Stage stage : stages) {
      out.printf(
          "  %-28s %s%n",
          stage.name(), stage.params().stream().map(Param::name).collect(Collectors.joining(", ")));
    }
  }

  private void params(Stage learner, Map<String, Suggested> suggested) {
    ValidValues valid = new ValidValues(learner);
    for (Param param : learner.params()) {
      out.printf(
          "%s (%s), default %s%n",
          param.name(),
          param.type().name().toLowerCase(Locale.ROOT),
          param.defaultValue().map(String::valueOf).orElse("none"));
      out.printf("  What       %s%n", param.doc().strip().replaceAll("\\s+", " "));
      String values = valid.describe(param);
      if (!values.isEmpty()) {
        out.printf("  Valid      %s%n", values);
      }
      Suggested tried = suggested.get(param.name());
      if (tried != null) {
        out.printf("  Suggested  %s%n", text(tried));
        out.printf("  Source     %s%n", tried.source());
      }
      out.println();
    }
  }

  private static String tasks(Set<ProblemType> tasks) {
    return tasks.stream().sorted().map(ProblemType::text).collect(Collectors.joining(", "));
  }

  /** Suggested domain in the syntax of a study file. */
  public static String text(Suggested tried) {
    String when =
        tried.when().stream()
            .map(one -> ", when { %s }".formatted(one))
            .collect(Collectors.joining());
    if (tried.domain() instanceof Domain.Range range) {
      return "{ from = %s, to = %s, scale = %s%s }"
          .formatted(range.from(), range.to(), range.scale().name().toLowerCase(Locale.ROOT), when);
    }
    String values =
        ((Domain.Choice) tried.domain())
            .values().stream()
                .map(
                    value ->
                        value instanceof String text ? "\"%s\"".formatted(text) : value.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    return when.isEmpty() ? values : "{ values = %s%s }".formatted(values, when);
  }
}
