package org.espalier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.SettingsReader;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;

/** Tables in files of several formats that were changed by chance. */
final class DataFuzz {

  private static final int ROWS = 40;

  private static final String STUDY =
      """
      study = fuzz
      data { source = "%s", format = %s, label = label }
      learners = [ { type = logistic-regression } ]
      folds = 2
      """;

  private final Path scratch;
  private final Mutation mutation;
  private final FuzzTally tally;

  DataFuzz(Path scratch, Mutation mutation, FuzzTally tally) {
    this.scratch = scratch;
    this.mutation = mutation;
    this.tally = tally;
  }

  void run(int inputs) throws IOException {
    SparkSession spark = SparkSession.builder().appName("fuzz").getOrCreate();
    Map<String, String> whole = tables();
    Map<String, StudyPlan> plans = new LinkedHashMap<>();
    Map<String, StudySpace> spaces = new LinkedHashMap<>();
    for (String format : whole.keySet()) {
      Path file = scratch.resolve("fuzz." + format);
      Path study =
          Files.writeString(
              scratch.resolve(format + ".conf"), STUDY.formatted(file.toAbsolutePath(), format));
      StudyPlan plan =
          new SettingsReader(Map.of(), Map.of()).read(study.toFile(), List.of()).plan();
      plans.put(format, plan);
      spaces.put(format, StudySpace.of(plan, new LearnerCatalogue()));
    }
    List<String> formats = new ArrayList<>(whole.keySet());
    for (int i = 0; i < inputs; i++) {
      String format = formats.get(i % formats.size());
      byte[] changed =
          mutation.of(Objects.requireNonNull(whole.get(format)).getBytes(StandardCharsets.UTF_8));
      Files.write(scratch.resolve("fuzz." + format), changed);
      StudyPlan plan = Objects.requireNonNull(plans.get(format));
      StudySpace space = Objects.requireNonNull(spaces.get(format));
      tally.attempt(
          () -> {
            try (StudyData data = StudyData.prepare(spark, plan, space.tasks())) {
              return data.fingerprint();
            }
          },
          changed);
    }
  }

  private static Map<String, String> tables() {
    StringBuilder csv = new StringBuilder("when,size,word,label\n");
    StringBuilder json = new StringBuilder();
    StringBuilder libsvm = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      String label = i % 2 == 0 ? "yes" : "no";
      csv.append(
          "2026-01-%02d,%s,%s,%s%n"
              .formatted(1 + i % 28, i % 7 == 0 ? "" : i / 2.0, word(i), label));
      json.append(
          "{\"when\":\"2026-01-%02d\",\"size\":%s,\"tags\":[%d,2],\"in\":{\"word\":\"%s\"},\"label\":\"%s\"}%n"
              .formatted(1 + i % 28, i / 2.0, i, word(i), label));
      libsvm.append("%d 1:%s 3:%d%n".formatted(i % 2, i / 2.0, i));
    }
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("csv", csv.toString());
    tables.put("json", json.toString());
    tables.put("libsvm", libsvm.toString());
    return tables;
  }

  private static String word(int i) {
    return List.of("red", "green", "blue").get(i % 3);
  }
}
